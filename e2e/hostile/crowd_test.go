package hostile_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"roomkey/internal/load"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/volume"
)

// One hostile user does everything at once that was found to hurt others, over as many connections as the server
// allows, beside the people of five brokerages at work. Nobody honest loses an edit or is refused anything, and the
// hostile user is told what was too much. How long the honest ones wait is measured by make bench ("assault").
func TestHostile_OneUsersAttacksCostNobodyElseAnEdit(t *testing.T) {
	roomkeytest.AtVolume(t, volume.Of(t, 200, "honest people"), attackACrowd)
}

// mostMemory is what the server's processes may hold together: without any bound they took 1.5 GB of a tenth of these
// attacks. make bench holds them to 400 MiB, on a machine that does nothing else.
const mostMemory = 500 << 20

func attackACrowd(t *testing.T, program roomkeytest.Config, n int) {
	const brokerages, attacking = 5, 5 * time.Second
	program.Flags = workRate
	s := roomkeytest.Prepare(t, program)
	people, err := load.Populate(t.Context(), s.Dir, brokerages, n/brokerages, 20)
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	chance := roomkeytest.Seeded(t)
	attacker := load.NewAttacker(s.Addr, people.Hostile, chance.Uint64())
	weight := load.Weight{Documents: 1, Changes: load.Found.Changes, Text: load.Found.Text}
	if volume.Raced {
		weight = load.Light
	}
	if err := attacker.Prepare(t.Context(), weight); err != nil {
		t.Fatal(err)
	}
	pace := load.Pace{Edit: 4 * time.Second, List: 8 * time.Second, Open: 8 * time.Second}
	crowd, err := load.Work(t.Context(), s.Addr, people.Honest, pace, chance.Uint64())
	defer crowd.Leave()
	if err != nil {
		t.Fatal(err)
	}
	highest := load.WatchMemory(t.Context(), s.PID())
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); attacker.Run(ctx, load.Attacks...) }()
	defer func() { cancel(); <-ended }()
	began := time.Now()
	roomkeytest.Eventually(t, "the hostile user is refused", func() bool {
		told := attacker.Told()
		return time.Since(began) > attacking && told.Answers[429] > 0
	})
	cancel()
	<-ended
	crowd.Leave()
	sample, told, most := crowd.Sample(), attacker.Told(), highest()
	t.Logf("honest: %s; hostile: %s; %d MiB at most", sample.String(), told.String(), most>>20)
	for _, wrong := range sample.Wrong {
		t.Error(wrong)
	}
	if len(sample.Saved) < n/2 || len(sample.Seen) < n/2 || len(sample.Lists) < n/4 {
		t.Errorf("%d edits of %d people were saved, %d seen, %d lists read", len(sample.Saved), n, len(sample.Seen),
			len(sample.Lists))
	}
	if told.Curt > 0 {
		t.Errorf("%d refusals don't say why and for how long", told.Curt)
	}
	for status := range told.Answers {
		if !slices.Contains([]int{200, 413, 429, 503}, status) {
			t.Errorf("the hostile user is answered %d", status)
		}
	}
	if !volume.Raced && most > mostMemory { // the race detector takes several times as much
		t.Errorf("the server's processes held %d MiB", most>>20)
	}
}
