package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/testclient"
)

// Bars of several regions.
const (
	mostSeenAfter  = 20 * time.Millisecond // beyond the delay of one way
	mostRowAfter   = 50 * time.Millisecond // beyond two round trips to the region that orders
	mostRevocation = 2 * time.Second
	mostHealed     = 10 * time.Second
	mostBehind     = 30 * time.Second
	leastOfThird   = 0.8

	mostRegionMemory = 30 << 20                   // bytes, beyond one server alone
	programBefore    = 48_800_000                 // bytes, stripped, before there were regions
	mostProgram      = programBefore + 15_000_000 // bytes
)

// seen measures how long an edit takes to the screens of other regions.
func (r *regions) seen(ctx context.Context) error {
	ids, err := r.accounts[0][0].shared(ctx, "listings", 1)
	if err != nil {
		return err
	}
	var docs []*testclient.Doc
	for i := range r.servers {
		c, doc, err := r.open(ctx, i, ids[0])
		if err != nil {
			return err
		}
		defer c.Close()
		docs = append(docs, doc)
	}
	for _, pair := range [][2]int{{0, 1}, {0, 2}, {1, 2}} {
		var took []time.Duration
		for n := range r.sizes.regions.edits {
			price := 41_000_000 + pair[0]*100_000 + pair[1]*10_000 + n
			began := time.Now()
			hash, err := docs[pair[0]].Set("ListPrice", price)
			if err != nil {
				return err
			}
			if err := shows(ctx, docs[pair[1]], price); err != nil {
				return err
			}
			took = append(took, time.Since(began))
			if err := docs[pair[0]].WaitSaved(ctx, hash); err != nil {
				return err
			}
		}
		oneWay := delayBetween(pair[0], pair[1])
		r.report.judge(fmt.Sprintf("an edit until another region shows it, %s one way, p50 / p99", oneWay),
			spread(took), ms(oneWay+mostSeenAfter), percentile(took, 99) <= oneWay+mostSeenAfter)
	}
	return nil
}

// open opens a record in a region. Close its client.
func (r *regions) open(ctx context.Context, region int, id crm.ID) (*testclient.Client, *testclient.Doc, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	a := r.accounts[region][0]
	c, err := testclient.Dial(ctx, "ws://"+a.server.addr+"/sync", testclient.Options{Token: a.token})
	if err != nil {
		return nil, nil, err
	}
	doc := c.Open(id)
	err = errors.Join(c.Join(crm.UserRoom(a.ID), "", 0), // who has joined no room is not told what was saved
		c.Wait(ctx, func() bool { return doc.HasLocked("ListPrice") }))
	if err != nil {
		c.Close()
	}
	return c, doc, err
}

// shows waits until a document has a price.
func shows(ctx context.Context, doc *testclient.Doc, price int) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	want := fmt.Sprint(price)
	return doc.Wait(ctx, func(_ []crm.Hash, fields map[string]json.RawMessage) bool {
		return string(fields["ListPrice"]) == want
	})
}

// rows measures how long a row takes until it counts in the region that asks for it.
func (r *regions) rows(ctx context.Context) error {
	leader, err := r.leader(ctx)
	if err != nil {
		return err
	}
	for i := range r.servers {
		if _, err := r.signedIn(ctx, i); err != nil { // a password takes 60 ms of processor, a row hardly any
			return err
		}
		var took []time.Duration
		for range r.sizes.regions.rows {
			began := time.Now()
			id, _, err := r.personal(ctx, i)
			if err != nil {
				return err
			}
			took = append(took, time.Since(began))
			if err := r.revoke(ctx, i, id); err != nil {
				return err
			}
		}
		away := delayBetween(i, leader)
		if i == leader { // it waits for the nearest of the others
			away = min(delayBetween(i, (i+1)%3), delayBetween(i, (i+2)%3))
		}
		bar := 4*away + mostRowAfter
		r.report.judge(fmt.Sprintf("a row, %s from its order, p50 / p99", away), spread(took), ms(bar),
			percentile(took, 99) <= bar)
	}
	return nil
}

// personal makes a personal token in a region.
func (r *regions) personal(ctx context.Context, region int) (id, token string, err error) {
	var made struct{ ID, Token string }
	a, err := r.signedIn(ctx, region)
	if err == nil {
		err = a.post(ctx, "/tokens", map[string]string{"name": "region", "scope": "write"}, &made)
	}
	return made.ID, made.Token, err
}

func (r *regions) revoke(ctx context.Context, region int, id string) error {
	a, err := r.signedIn(ctx, region)
	if err == nil {
		_, _, err = a.ask(ctx, http.MethodDelete, "/tokens/"+id, nil)
	}
	return err
}

// signedIn is the first account, signed in by its password in a region a short while ago.
func (r *regions) signedIn(ctx context.Context, region int) (*account, error) {
	a := r.sessions[region]
	if a != nil && time.Since(r.signed[region]) < 4*time.Minute {
		return a, nil
	}
	fresh := *r.accounts[region][0]
	fresh.token = ""
	var login struct{ AccessToken string }
	err := fresh.post(ctx, "/auth/login", map[string]string{"email": fresh.Email, "password": demo.Password}, &login)
	fresh.token = login.AccessToken
	r.sessions[region], r.signed[region] = &fresh, time.Now()
	return &fresh, err
}

// revocations measures how long a socket in one region hears anything after its token was revoked in another.
func (r *regions) revocations(ctx context.Context) error {
	ids, err := r.accounts[0][0].shared(ctx, "listings", 1)
	if err != nil {
		return err
	}
	c, writer, err := r.open(ctx, 0, ids[0])
	if err != nil {
		return err
	}
	defer c.Close()
	var took []time.Duration
	for range r.sizes.regions.revokes {
		last, err := r.lastFrame(ctx, writer, ids[0])
		if err != nil {
			return err
		}
		took = append(took, last)
	}
	r.report.judge("a token revoked in another region until its socket's last frame, p50 / p99", spread(took),
		ms(mostRevocation), percentile(took, 99) <= mostRevocation)
	return nil
}

// lastFrame has a token of a socket in c revoked in b while a record is edited in a. It returns how long after that the
// socket has heard its last frame.
func (r *regions) lastFrame(ctx context.Context, writer *testclient.Doc, id crm.ID) (time.Duration, error) {
	tokenID, token, err := r.personal(ctx, 1)
	if err != nil {
		return 0, err
	}
	far := r.accounts[2][0]
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var mu sync.Mutex
	var last time.Time // guarded by mu
	var c *testclient.Client
	err = until(ctx, agreeTime, func() bool {
		c, err = testclient.Dial(ctx, "ws://"+far.server.addr+"/sync", testclient.Options{Token: token,
			OnFrame: func(testclient.Frame) {
				mu.Lock()
				defer mu.Unlock()
				last = time.Now()
			}})
		return err == nil
	})
	if err != nil {
		return 0, err
	}
	defer c.Close()
	doc := c.Open(id)
	if err := c.Wait(ctx, func() bool { return doc.HasLocked("ListPrice") }); err != nil {
		return 0, err
	}
	began := time.Now()
	if err := r.revoke(ctx, 1, tokenID); err != nil {
		return 0, err
	}
	for n := 0; ; n++ {
		if _, err := writer.Set("ListPrice", 42_000_000+n); err != nil {
			return 0, err
		}
		select {
		case <-c.Done():
			mu.Lock()
			defer mu.Unlock()
			return max(0, last.Sub(began)), nil
		case <-ctx.Done():
			return 0, errors.New("a revoked token's socket stays")
		case <-time.After(10 * time.Millisecond):
		}
	}
}
