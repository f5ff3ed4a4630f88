package sync_test

import (
	"testing"

	"roomkey/crdt"
)

// R48: words that somebody types into a text that somebody else's change deletes meanwhile stand in the restored text,
// where they were typed, whichever of the two comes first.
func TestRepair_WordsTypedIntoADeletedTextAreNotLost(t *testing.T) {
	for name, wordsFirst := range map[string]bool{"the words come first": true, "the deletion comes first": false} {
		t.Run(name, func(t *testing.T) {
			hub := openHub(t)
			rec, a, b := hub.writers()
			briefing := a.preds("briefing")[0]
			text := a.change(a.inserts(briefing, crdt.OpID{}, 4)...)
			a.say()
			b.untilField("briefing", `"0123"`)
			away, here := a, b // the one who is away has not seen what the other does
			if !wordsFirst {
				away, here = b, a
			}
			away.disconnect()
			deleted := a.change(a.deletes("briefing"))
			typed, want := b.inserts(briefing, text.Ops[1].ID, 6_000), "" // more than one repair may move
			for i := range typed {
				typed[i].Value.Bytes = string(rune('a' + i%26))
				want += typed[i].Value.Bytes
			}
			want = `"01` + want + `23"`
			words := b.change(typed...)
			here.say()
			here.until("here", func() bool { return here.saved[deleted.Hash] || here.saved[words.Hash] })
			away.connect(hub)
			a.untilRepaired(deleted.Hash)
			b.untilSaved(words.Hash)
			for _, d := range []*device{here, away} {
				d.untilField("briefing", want)
			}
			hub.wantField(hub.stored(rec.ID), "briefing", want)
			here.untilSaved(here.set("source", "later"))
		})
	}
}
