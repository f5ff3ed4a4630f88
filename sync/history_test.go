package sync_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"roomkey/crm"
	realtime "roomkey/sync"
)

// counted is a storage that counts how often a document is read.
type counted struct {
	*testStorage
	reads atomic.Int64
}

func (c *counted) Document(ctx context.Context, id crm.ID) (*crm.Stored, error) {
	c.reads.Add(1)
	return c.testStorage.Document(ctx, id)
}

// A history is read once for everybody who asks, until there is another change.
func TestHub_AHistoryIsReadOnceForAll(t *testing.T) {
	hub := openHub(t)
	storage := &counted{testStorage: hub.storage}
	hub.Hub = realtime.New(realtime.Config{Storage: storage, Engine: engines})
	rec := hub.newLead("Ann")
	history := func(user *crm.User) string {
		entries, err := hub.History(hub.ctx, user, rec.ID)
		if err != nil {
			t.Error(err)
		}
		return fmt.Sprint(entries)
	}
	told := history(&agent)
	before := storage.reads.Load()
	var group sync.WaitGroup
	for range 5 {
		group.Go(func() {
			if history(&agent) != told {
				t.Error("the history is told otherwise")
			}
		})
	}
	group.Wait()
	if reads := storage.reads.Load() - before; reads != 0 {
		t.Errorf("five histories took %d reads", reads)
	}
	hub.patch(&agent, rec.ID, "name", "Anna")
	if history(&agent) == told {
		t.Error("the history lacks a change")
	}
}
