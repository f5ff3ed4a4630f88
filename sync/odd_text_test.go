package sync_test

import (
	"strings"
	"testing"

	"roomkey/crdt"
)

// A client may write several characters, or none, as one element of a text. The text can be edited over REST all the
// same.
func TestPatch_ATextOfOddElementsCanBeEdited(t *testing.T) {
	for _, c := range []struct {
		name     string
		overlaid bool // by a second operation in the same place
		value    string
	}{{"several", false, "met you"}, {"none", false, ""},
		{"a long text", false, strings.Repeat("long ", 1_000)}, {"overwritten by several", true, "met you"},
		{"overwritten by none", true, ""}} {
		t.Run(c.name, func(t *testing.T) {
			hub := openHub(t)
			rec := hub.newListing()
			d := hub.open(&agent, rec.ID)
			d.untilField("City", `"Springfield"`)
			d.until("the remarks", func() bool { return len(d.preds("PublicRemarks")) == 1 })
			text := d.preds("PublicRemarks")[0]
			letter := func(after crdt.OpID, value string) crdt.Op {
				return crdt.Op{Obj: text, List: true, Insert: true, Elem: after, Action: crdt.ActionSet,
					Value: crdt.Value{Type: crdt.ValueString, Bytes: value}}
			}
			value := c.value
			if c.overlaid {
				value = "x"
			}
			odd := d.change(letter(crdt.OpID{}, "a"))
			odd = d.change(letter(odd.Ops[0].ID, value))
			last := d.change(letter(odd.Ops[0].ID, "z"))
			if c.overlaid {
				op := letter(odd.Ops[0].ID, c.value)
				op.Insert, op.Pred = false, []crdt.OpID{op.Elem}
				last = d.change(op)
			}
			d.say()
			d.untilSaved(last.Hash)
			hub.wantField(hub.stored(rec.ID), "PublicRemarks", `"a`+c.value+`z"`)
			for _, to := range []string{"a" + c.value + "z!", "ab" + c.value + "z!", "amid",
				strings.Repeat("a slow train ", 900), "", "anew"} {
				hub.patch(&agent, rec.ID, "PublicRemarks", to)
				hub.wantField(hub.stored(rec.ID), "PublicRemarks", `"`+to+`"`)
			}
		})
	}
}
