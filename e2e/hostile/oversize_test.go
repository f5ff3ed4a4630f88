package hostile_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
)

// A change beyond a limit is refused by its hash, however much it declares, and its author's socket goes on (R42).
func TestHostile_AChangeBeyondALimitIsRejectedAlone(t *testing.T) {
	t.Parallel()
	s := serve(t)
	records := s.Shared("escrows", 2)
	bystander := s.Edit(records[0].Key(t), "purchasePrice", demo.Agent2)
	c := s.Dial(s.Personal(demo.Agent1.Email), testclient.Options{})
	s.JoinOwn(c, &demo.Agent1)
	doc, beside := s.Open(c, records[0].Key(t)), s.Open(c, records[1].Key(t))
	deps := varint(513)
	for i := range 513 {
		deps = append(deps, bytes.Repeat([]byte{byte(i >> 8), byte(i)}, 16)...)
	}
	longActor := append([]byte{0, 65}, strings.Repeat("a", 65)...)
	for name, contents := range map[string][]byte{
		"10,001 operations":    manyOps(10_001),
		"2^40 operations":      manyOps(1 << 40),
		"513 dependencies":     head(deps),
		"an actor of 65 bytes": append(longActor, 1, 1, 0, 0, 0, 0),
	} {
		chunk := chunkOf(1, contents)
		hash := crm.Hash(sha256.Sum256(chunk[8:]))
		began := time.Now()
		if err := doc.Present([]crm.Hash{hash}, [][]byte{chunk}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var refused *crm.Error
		if err := doc.WaitSaved(roomkeytest.Within(t, 20*time.Second), hash); !errors.As(err, &refused) {
			t.Fatalf("%s: %v", name, err)
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s: it took %v", name, took)
		}
		saved, err := beside.Set("financing", "Cash")
		s.Save(beside, saved, err)
	}
	// A message that names many heads, and a long frame, are served too.
	if err := doc.SendSync(syncOf(hashesOf(300), []byte{0, 0, 0})); err != nil {
		t.Fatal(err)
	}
	if err := c.Send(m{"type": "other", "x": make([]byte, 12<<20)}); err != nil {
		t.Fatal(err)
	}
	saved, err := doc.Set("financing", "FHA")
	s.Save(doc, saved, err)
	bystander.Stop()
}
