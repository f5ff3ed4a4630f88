package command

import (
	"log/slog"
	"testing"
	"testing/synctest"

	"roomkey/store"
	"roomkey/sync/cluster"
	"roomkey/sync/cluster/nats"
)

// A region that began empty and was ended half-way is not ready before it has the rest, however much it has.
func TestFill_GoesOnAfterARestart(t *testing.T) {
	dir := t.TempDir()
	s, err := store.Open(t.Context(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	layout := cluster.Layout{Region: "a", Regions: []nats.Peer{{Name: "a"}, {Name: "b"}, {Name: "c"}}}
	want := func(when string, of cluster.Layout, lacks bool) {
		t.Helper()
		if got, err := lacksAll(t.Context(), s, dir, of); err != nil || got != lacks {
			t.Errorf("%s: %t, %v", when, got, err)
		}
	}
	want("empty, and alone", cluster.Layout{}, false)
	want("empty", layout, true)
	if _, err := s.Brokerage(t.Context(), "Harbor"); err != nil {
		t.Fatal(err)
	}
	want("half filled", layout, true)
	synctest.Test(t, func(t *testing.T) {
		filling := &serving{settings: serveSettings{data: folder(dir)}, log: slog.New(slog.DiscardHandler)}
		filling.lacksAll.Store(true)
		answers := []bool{true, false, true, true}
		filling.fill(t.Context(), func() (has bool) { has, answers = answers[0], answers[1:]; return has })
		if filling.lacksAll.Load() || len(answers) > 0 {
			t.Errorf("it is filled, and %d answers are left", len(answers))
		}
	})
	want("filled", layout, false)
}
