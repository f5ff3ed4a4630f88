package presence_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
	"roomkey/sync/cluster/wire/wiretest"
)

// What a device says in one region is passed on in the others, in order and once, as far as it arrives.
func TestPresence_PassesEphemeralMessagesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		world := wiretest.New(t, 7, all...)
		world.Delay(40 * time.Millisecond)
		a, b := enter(t, world, "a", 1), enter(t, world, "b", 2)
		defer a.stop()
		defer b.stop()
		document := crm.ID{0: 1, 6: 0x40, 8: 0x80}
		data := []byte("caret 0")
		a.Said(crm.Ephemeral{Document: document, Sender: "tab", Session: "s", Count: 1, Data: data})
		copy(data, "overwri") // whoever tells of a message needs its memory again
		pass(41 * time.Millisecond)
		want := []string{fmt.Sprint(document, " tab s 1 caret 0")}
		if !slices.Equal(b.heard, want) {
			t.Fatalf("after the network's delay b hears %q", b.heard)
		}
		for i := range 3 * wire.EphemeralsAtOnce {
			a.Said(crm.Ephemeral{Document: document, Sender: "tab", Session: "s", Count: uint64(i + 2)})
			want = append(want, fmt.Sprintf("%s tab s %d ", document, i+2))
		}
		pass(time.Second)
		if !slices.Equal(b.heard, want) {
			t.Errorf("b hears %d of %d", len(b.heard), len(want))
		}
		if len(a.heard) > 0 {
			t.Errorf("a hears itself: %q", a.heard)
		}

		world.Cut("a", "b")
		for range 15 * wire.EphemeralsAtOnce { // more than wait: whoever says something is not held up
			a.Said(crm.Ephemeral{Document: document, Sender: "tab", Session: "s", Count: 1_000})
		}
		pass(time.Second)
		world.HealAll()
		a.Said(crm.Ephemeral{Document: document, Sender: "tab", Session: "s", Count: 2_000})
		pass(time.Second)
		want = append(want, fmt.Sprint(document, " tab s 2000 "))
		if !slices.Equal(b.heard, want) {
			t.Errorf("after the cut b hears %d, the last %q", len(b.heard), b.heard[len(b.heard)-1])
		}
	})
}
