package session_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/sync/session"
)

// The sockets of a server that is about to end are closed one after the other over the time, each at a moment of its
// own, and no others are let in.
func TestDismiss_TellsOneSocketAfterTheOther(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		const count = 50
		d := newServer(t, func(c *session.Config) { c.Limits.SocketsPerUser = -1 })
		var mu sync.Mutex // guards moments
		moments := make(map[time.Time]bool)
		var closing sync.WaitGroup
		for i := range count {
			c := d.connect(crm.Principal{User: agent})
			c.join(fmt.Sprint("tab ", i))
			closing.Go(func() {
				if told := c.expectClose(3001); told.Reason != "retry-after=0.000" {
					t.Error(told.Reason)
				}
				mu.Lock()
				moments[time.Now()] = true
				mu.Unlock()
			})
		}
		time.Sleep(time.Second)
		start := time.Now()
		d.Dismiss(t.Context(), 5*time.Second)
		closing.Wait()
		if took := time.Since(start); len(moments) != count || took < 4*time.Second || took > 6*time.Second {
			t.Errorf("%d sockets were told at %d moments, in %v", count, len(moments), took)
		}
		d.connect(crm.Principal{User: mate}).expectClose(3001)
		d.Drain(t.Context())
	})
}

// Sockets that have to be closed at once are each given another time to come back.
func TestDrain_GivesEachSocketAnotherTime(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, func(c *session.Config) { c.Limits.SocketsPerUser = -1 })
		var all []*client
		for range 100 {
			all = append(all, d.enter(agent))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		d.Drain(ctx)
		reasons := make(map[string]bool)
		for _, c := range all {
			reasons[c.expectClose(3001).Reason] = true
		}
		if len(reasons) != len(all) {
			t.Errorf("%d sockets come back at %d times", len(all), len(reasons))
		}
	})
}

// Nobody, here or in other regions, is told that those whose sockets the ending server closes are gone: they come back.
func TestDismiss_ShowsOnWhoeverWasThere(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		room := crm.RecordRoom(d.escrow(101, crm.VisibilityTeam))
		var mu sync.Mutex // guards told
		var told []string
		d.Rooms().ShareShown(func(p crm.Presence) {
			mu.Lock()
			defer mu.Unlock()
			told = append(told, p.Status)
		})
		owner := d.enter(agent)
		owner.joinRoom(room)
		owner.be("online", nil)
		time.Sleep(time.Second)
		d.Dismiss(t.Context(), time.Second)
		owner.expectClose(3001)
		d.Drain(t.Context())
		mu.Lock()
		defer mu.Unlock()
		if !slices.Equal(told, []string{"online"}) {
			t.Errorf("other regions were told %q", told)
		}
	})
}

// A device that has moved from another region to this one, or the other way round, is not told to be gone when it is
// gone from where it was.
func TestElsewhere_ADeviceThatMovesStaysThere(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		room := crm.RecordRoom(d.escrow(101, crm.VisibilityTeam))
		reader, mover := d.enter(broker), d.enter(agent)
		reader.joinRoom(room)
		far := crm.Presence{Room: room, User: agent.ID, Device: mover.name, Status: "online"}
		d.Rooms().ShowElsewhere("b", far)
		if f := reader.expect("presence"); f["status"] != "online" {
			t.Fatal(f)
		}
		mover.joinRoom(room)
		mover.be("away", nil)
		time.Sleep(time.Second)
		d.Rooms().ShowElsewhere("b", crm.Presence{Room: room, User: agent.ID, Device: mover.name})
		time.Sleep(time.Second)
		_ = mover.Close(1000, "")
		time.Sleep(time.Second)
		var statuses []any
		for range 3 {
			statuses = append(statuses, reader.expect("presence")["status"])
		}
		if want := []any{"away", "away", "offline"}; !slices.Equal(statuses, want) {
			t.Errorf("the reader was told %v", statuses)
		}
	})
}
