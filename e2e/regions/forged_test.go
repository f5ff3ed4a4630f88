package regions_test

import (
	"crypto/rand"
	"testing"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/sync/cluster"
	"roomkey/sync/cluster/nats"
	"roomkey/sync/cluster/wire"
)

// forge has somebody join the network in the place of c, which does not run. It gives what sends messages that are
// refused, by the reason, and what has them leave.
func forge(t *testing.T, r *roomkeytest.Regions) (forgeries map[string]func(), leave func()) {
	t.Helper()
	keys := wire.NewKeys([]byte(roomkeytest.ClusterSecret))
	layout, err := cluster.ParseList(r.Region("c").Flags[3])
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := nats.Open(t.Context(), nats.Config{Region: "c", Peers: layout, Members: 3, Listen: layout[2].Addr,
		Dir: t.TempDir(), Keys: keys, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	send := func(region string, keys wire.Keys, kind wire.Kind, payload []byte) func() {
		port := wire.NewPort(wire.PortConfig{Network: stranger, Region: region, Regions: []string{region}, Boot: 9,
			Keys: keys})
		return func() {
			t.Helper()
			for _, subject := range []string{wire.BeatSubject, wire.LogSubject("a-1"), wire.PresenceSubject("c")} {
				if err := port.Publish(subject, kind, crm.ID{}, payload); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	beat := wire.EncodeBeat(&wire.Beat{Holds: true, Have: wire.Vector{"a-1": 1 << 40}, Ledger: 1 << 40})
	return map[string]func(){
		"seal":    send("c", wire.NewKeys([]byte("another secret, also of 32 bytes")), wire.KindBeat, beat),
		"region":  send("x", keys, wire.KindBeat, beat),
		"kind":    send("c", keys, wire.KindSession, beat),
		"payload": send("c", keys, wire.KindBeat, []byte("no beat")),
	}, func() { stranger.Close() }
}

// Somebody who got into the network and knows no secret, or is no region, changes nothing and is counted.
func TestForged_MessagesAreRefusedAndCounted(t *testing.T) {
	t.Parallel()
	r := roomkeytest.PreparePlainRegions(t, "abc", nil)
	a, b := r.Region("a"), r.Region("b")
	a.Start()
	b.Start()
	roomkeytest.Eventually(t, "a and b hear each other", func() bool { return r.Status("a").State("b") == "there" })
	forgeries, leave := forge(t, r)
	defer leave()
	for reason, send := range forgeries {
		roomkeytest.Eventually(t, "a refuses and counts: "+reason, func() bool {
			send()
			for _, refused := range r.Status("a").Refused {
				if refused.Reason == reason {
					return true
				}
			}
			return false
		})
	}
	for _, line := range []string{`roomkey_region_refused_messages_total{reason="seal"}`,
		`roomkey_region_refused_total{reason="forged"}`, `roomkey_region_refused_total{reason="malformed"}`} {
		if metric(t, r, "a", line) == 0 {
			t.Errorf("a counts none in %s", line)
		}
	}
	if s := r.Status("a"); s.State("b") != "there" || s.State("c") == "there" {
		t.Errorf("a sees %+v", s)
	}
	listing := a.Shared("listings", 1)[0].Key(t)
	inA, inB := open(a, listing), open(b, listing)
	hash, err := inA.Set("City", "Forged nowhere")
	a.Save(inA, hash, err)
	sees(b, inB, "City", "Forged nowhere")
	if !counts(a, a.Personal(demo.Agent1.Email)) {
		t.Error("a serves nobody")
	}
}
