package store_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

func TestEvents_OffsetsHaveNoGaps(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	room, other := crm.TeamRoom(id(2)), crm.RecordRoom(id(1))
	say := func(n int) *crm.Write {
		return &crm.Write{Events: []crm.Event{{Room: room, Name: fmt.Sprint(n), At: now},
			{Room: other, Name: fmt.Sprint(n), At: now, Private: true}}}
	}
	epoch, offset, err := s.RoomPosition(t.Context(), room)
	if err != nil || offset != 0 || epoch == "" {
		t.Fatal(epoch, offset, err)
	}
	for n := range 10 {
		receipt, err := s.Commit(t.Context(), say(n))
		if err != nil || receipt.Events[0].Offset != uint64(n+1) || receipt.Events[1].Offset != uint64(n+1) ||
			receipt.Epochs[room] != epoch {
			t.Fatal(receipt, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = reopen(t, dir)
	if _, err := s.Commit(t.Context(), say(10)); err != nil {
		t.Fatal(err)
	}
	events, err := s.Events(t.Context(), room, 3, 100)
	if err != nil || len(events) != 8 {
		t.Fatal(events, err)
	}
	for i, e := range events {
		if e.Offset != uint64(4+i) || e.Name != fmt.Sprint(3+i) || e.Private {
			t.Fatalf("event %d: %+v", i, e)
		}
	}
	again, offset, err := s.RoomPosition(t.Context(), room)
	if err != nil || offset != 11 || again != epoch {
		t.Fatal("a restart began another epoch", again, offset, err)
	}
	if events, err := s.Events(t.Context(), room, 11, 100); err != nil || len(events) != 0 {
		t.Fatal(events, err)
	}
	if _, err := s.Events(t.Context(), room, 12, 100); !errors.Is(err, store.ErrForgotten) {
		t.Fatal("an offset from the future was served", err)
	}
}

func TestEvents_ForgetsTheOldest(t *testing.T) {
	t.Parallel()
	s := open(t)
	room := crm.TeamRoom(id(2))
	for range 11 {
		w := &crm.Write{}
		for range 200 {
			w.Events = append(w.Events, crm.Event{Room: room, Name: "x", At: now})
		}
		if _, err := s.Commit(t.Context(), w); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Events(t.Context(), room, 100, 10); !errors.Is(err, store.ErrForgotten) {
		t.Fatal("events were told of with a gap", err)
	}
	events, err := s.Events(t.Context(), room, 1300, 2000)
	if err != nil || len(events) != 900 {
		t.Fatal(len(events), err)
	}
}

// R22
func TestMaintain_ForgetsWhatIsPast(t *testing.T) {
	t.Parallel()
	dir, at := newDir(t), now
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Now: func() time.Time { return at }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	old, busy := crm.TeamRoom(id(2)), crm.TeamRoom(id(3))
	draft := write(1, "a")
	draft.Draft, draft.Author = true, id(5)
	draft.Events = []crm.Event{{Room: old, At: at}, {Room: old, At: at}, {Room: busy, At: at}}
	if _, err := s.Commit(t.Context(), draft); err != nil {
		t.Fatal(err)
	}
	at = at.Add(store.DraftLife + time.Hour)
	two := []crm.Event{{Room: busy, At: at}, {Room: busy, At: at}}
	if _, err := s.Commit(t.Context(), &crm.Write{Events: two}); err != nil {
		t.Fatal(err)
	}
	if err := s.Maintain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Document(t.Context(), id(1)); crm.CodeOf(err) != crm.CodeNotFound {
		t.Fatal("an old draft is kept", err)
	}
	if _, err := s.Events(t.Context(), old, 0, 10); !errors.Is(err, store.ErrForgotten) {
		t.Fatal(err)
	}
	if _, offset, err := s.RoomPosition(t.Context(), old); err != nil || offset != 2 {
		t.Fatal("a quiet room lost its offset", offset, err)
	}
	if events, err := s.Events(t.Context(), busy, 1, 10); err != nil || len(events) != 2 {
		t.Fatal(events, err)
	}
}
