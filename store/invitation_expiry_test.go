package store_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// Upkeep removes what nobody can renew any more, in all regions at one place, and nothing else. Where rows can't be
// ordered it waits.
func TestInvitations_AreNotKeptForEver(t *testing.T) {
	t.Parallel()
	clock := now
	o := newOrder()
	a, b := o.region(t, func() time.Time { return clock }), o.region(t, func() time.Time { return clock })
	broker, _, _ := invitingPeople(t, a.Store)
	for n, life := range []time.Duration{time.Hour, 2 * time.Hour, 72 * time.Hour} {
		made := &store.Invitation{ID: id(700 + n), Broker: broker.Broker, By: broker.ID, Role: crm.RoleAgent,
			Email: fmt.Sprintf("kept%d@demo.test", n), Expires: now.Add(life)}
		if err := a.AddInvitation(t.Context(), made, hashOf(made.Email)); err != nil {
			t.Fatal(err)
		}
	}
	const listed, more = 30 * 24 * time.Hour, 24 * time.Hour
	for _, c := range []struct {
		after time.Duration
		older bool
		want  int
	}{{listed + time.Hour, false, 3}, {listed + more + 2*time.Hour, true, 3}, {listed + more + 2*time.Hour, false, 1},
		{listed + 4*more, false, 0}} {
		clock, o.older = now.Add(c.after), 0
		if c.older {
			o.older = 2
		}
		if err := errors.Join(a.Maintain(t.Context()), b.Maintain(t.Context())); err != nil {
			t.Fatal(err)
		}
		for i, r := range []*ledgerRegion{a, b} {
			if err := r.catchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
			if n := r.count(t, "invitations"); n != c.want {
				t.Errorf("%d invitations are kept in region %d after %s", n, i, c.after)
			}
		}
	}
}

// It is the same in a store that is alone.
func TestInvitations_AreNotKeptForEverByOneRegion(t *testing.T) {
	t.Parallel()
	clock := now
	r := &ledgerRegion{dir: newDir(t)}
	var err error
	options := store.Options{Dir: r.dir, Now: func() time.Time { return clock }}
	if r.Store, err = store.Open(t.Context(), options); err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	broker, _, _ := invitingPeople(t, r.Store)
	made := &store.Invitation{ID: id(700), Broker: broker.Broker, By: broker.ID, Role: crm.RoleAgent,
		Email: "kept@demo.test", Expires: now.Add(time.Hour)}
	if err := r.AddInvitation(t.Context(), made, hashOf("link")); err != nil {
		t.Fatal(err)
	}
	clock = now.Add(32 * 24 * time.Hour)
	if err := r.Maintain(t.Context()); err != nil || r.count(t, "invitations") != 0 {
		t.Error("it is kept", err)
	}
}
