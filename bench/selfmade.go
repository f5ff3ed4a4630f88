package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"

	"roomkey/crm"
	"roomkey/internal/demo"
)

// asEarlier turns a copy of the suite to the program before, whose values nobody reads but by setBefore.
func (s *suite) asEarlier() {
	s.binary, s.before, s.data, s.isEarlier = s.before, "", s.earlierData, true
	s.report = &report{}
}

// making is how many requests fill a server at a time.
const making = 16

// selfMade has the suite's program make a data directory of n records by itself: its own demo, and n records over REST
// besides. It is for programs that may not read what this tree's store writes.
func (s *suite) selfMade(ctx context.Context, n int) (string, error) {
	dir, err := s.folder(fmt.Sprint("earlier-", n))
	if err != nil {
		return "", err
	}
	lifted, err := s.liftedBudgets(ctx)
	if err != nil {
		return "", err
	}
	p, err := s.roomkeyWith(ctx, dir, append(lifted, "--demo")...)
	if err != nil {
		return "", err
	}
	defer p.stop()
	if err := p.untilReady(ctx); err != nil {
		return "", err
	}
	specs, err := demo.Many(n)
	if err != nil || n == 0 {
		return dir, err
	}
	accounts, err := p.signIn(ctx, demo.Broker, demo.Lead, demo.Agent1, demo.Agent2, demo.Agent3)
	if err != nil {
		return "", err
	}
	return dir, post(ctx, accounts, specs)
}

// post creates records as their authors.
func post(ctx context.Context, accounts []*account, specs []demo.Spec) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	byUser := make(map[crm.ID]*account)
	for _, a := range accounts {
		byUser[a.ID] = a
	}
	todo := make(chan *demo.Spec)
	var group sync.WaitGroup
	for range making {
		group.Go(func() {
			for spec := range todo {
				if err := create(ctx, byUser[spec.By.ID], spec); err != nil {
					cancel(fmt.Errorf("%s %s: %w", spec.Type.Name, spec.ID, err))
				}
			}
		})
	}
	for i := range specs {
		select {
		case todo <- &specs[i]:
		case <-ctx.Done():
		}
	}
	close(todo)
	group.Wait()
	return context.Cause(ctx)
}

func create(ctx context.Context, by *account, spec *demo.Spec) error {
	delete(spec.Fields, "escrowNumber") // the server gives it
	delete(spec.Fields, "notes")        // they have ids and times of the server's
	body, err := json.Marshal(map[string]any{"fields": spec.Fields, "private": spec.Private,
		"visibility": spec.Row.Visibility})
	if err != nil {
		return err
	}
	_, _, err = by.ask(ctx, http.MethodPost, "/"+spec.Type.Plural, body)
	return err
}
