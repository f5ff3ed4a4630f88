package hostile_test

import (
	"context"
	"testing"
	"time"

	"roomkey/internal/load"
	"roomkey/internal/roomkeytest"
)

// A server that is told to end does so in time and without an error while one user floods it, however much of that
// user's work waits for the user's own.
func TestHostile_AFloodHoldsUpNoShutdown(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.Kill()
	people, err := load.Populate(t.Context(), s.Dir, 1, 1, 20)
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	attacker := load.NewAttacker(s.Addr, people.Hostile, roomkeytest.Seeded(t).Uint64())
	if err := attacker.Prepare(t.Context(), load.Weight{Documents: 1, Changes: 5, Text: 95_000}); err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	flooded := make(chan struct{})
	go func() {
		defer close(flooded)
		attacker.Run(ctx, load.Attacks[0], load.Attacks[1])
	}()
	defer func() {
		end()
		<-flooded
	}()
	roomkeytest.Eventually(t, "the user is beyond the budget", func() bool {
		told := attacker.Told()
		return told.Answers[429] > 0
	})
	began := time.Now()
	code := s.Terminate()
	if took := time.Since(began); code != 0 || took > 10*time.Second {
		t.Errorf("ended with %d after %v", code, took)
	}
	end()
	<-flooded
	s.Start()
	s.IsSound()
}
