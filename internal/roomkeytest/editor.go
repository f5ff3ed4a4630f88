package roomkeytest

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/internal/testclient"
)

// pace is the time from one edit to the next: more edits than people make, at a price that leaves the processor to what
// goes on beside them. Under the race detector one costs a hundredth of a second.
const pace = 50 * time.Millisecond

// Editor is an honest client that edits one record all the time, and must be served all the time.
type Editor struct {
	t        testing.TB
	c        *testclient.Client
	endEdits chan struct{}
	ended    chan struct{}
	saved    atomic.Int64
	took     []time.Duration // read after ended
}

// Edit begins to edit a field as a user.
func (s *Server) Edit(id crm.ID, field string, user crm.User) *Editor {
	s.T.Helper()
	e := &Editor{t: s.T, endEdits: make(chan struct{}), ended: make(chan struct{})}
	e.c = s.Dial(s.Personal(user.Email), testclient.Options{})
	s.JoinOwn(e.c, &user)
	doc := s.Open(e.c, id)
	go e.run(doc, field)
	s.T.Cleanup(func() { e.c.Close(); <-e.ended })
	return e
}

func (e *Editor) run(doc *testclient.Doc, field string) {
	defer close(e.ended)
	tick := time.NewTicker(pace)
	defer tick.Stop()
	for i := 0; ; i++ {
		select {
		case <-e.endEdits:
			return
		case <-tick.C:
		}
		began := time.Now()
		hash, err := doc.Set(field, 10_000_000+i)
		if err == nil {
			ctx, cancel := context.WithTimeout(e.t.Context(), 30*time.Second)
			err = doc.WaitSaved(ctx, hash)
			cancel()
		}
		if err != nil {
			e.t.Errorf("an honest edit of %s: %v", doc.ID, err)
			return
		}
		e.took = append(e.took, time.Since(began))
		e.saved.Add(1)
	}
}

// Saved is how many edits were saved until now.
func (e *Editor) Saved() int64 { return e.saved.Load() }

// Stop ends the edits and judges how they were served.
func (e *Editor) Stop() {
	e.t.Helper()
	close(e.endEdits)
	<-e.ended
	select {
	case <-e.c.Done():
		e.t.Errorf("the honest client was dropped: %v", e.c.Err())
	default:
	}
	slices.Sort(e.took)
	if len(e.took) == 0 {
		e.t.Error("the honest client was never served")
		return
	}
	n, worst := len(e.took), e.took[len(e.took)-1]
	e.t.Logf("%d honest edits, p50 %v, p99 %v, worst %v", n, e.took[n/2], e.took[n*99/100], worst)
	if worst > 10*time.Second {
		e.t.Errorf("an honest edit took %v", worst)
	}
}
