package hostile_test

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
	"roomkey/internal/volume"
)

func TestHostile_MutatedChangesLeaveTheServerUpAndHonestClientsServed(t *testing.T) {
	roomkeytest.AtVolume(t, volume.Rounds(t, 20_000, "mutated changes"), attack)
}

// attack has eight attackers present n mutated changes beside two honest editors.
func attack(t *testing.T, program roomkeytest.Config, n int) {
	program.Flags = []string{"--sockets-per-user", "0", "--frame-rate", "0", "--byte-rate", "0", "--work-rate", "0"}
	s := roomkeytest.Start(t, program)
	records := slices.Concat(s.Shared("escrows", 12), s.Shared("listings", 120), s.Shared("leads", 60))
	histories := s.Histories(records)
	process := s.PID()
	honest := s.Edit(records[0].Key(t), "purchasePrice", demo.Agent1)
	other := s.Edit(records[12].Key(t), "ListPrice", demo.Lead)
	chance, tally := roomkeytest.Seeded(t), &tally{wanted: int64(n)}
	var attackers sync.WaitGroup
	for i := range 8 {
		user := []crm.User{demo.Agent1, demo.Agent2}[i%2]
		a := &attacker{
			t: t, socket: s.Socket(), user: user, token: s.Personal(user.Email), histories: histories, tally: tally,
			chance: rand.New(rand.NewPCG(chance.Uint64(), 0)), keep: map[crm.ID]*testclient.Memory{},
		}
		for _, r := range records {
			a.records = append(a.records, r.Key(t))
		}
		attackers.Add(1)
		go func() { defer attackers.Done(); a.run() }()
	}
	attackers.Wait()
	honest.Stop()
	other.Stop()
	if !s.Running() || s.PID() != process {
		t.Fatal("the server went")
	}
	t.Log(tally)
	if tally.sent.Load() < tally.wanted {
		t.Errorf("only %d changes were sent", tally.sent.Load())
	}
	var after record
	s.Get(s.Personal(demo.Broker.Email), "/escrows/"+records[0].ID, &after) // what the attackers were granted is valid
	s.IsSound()
}
