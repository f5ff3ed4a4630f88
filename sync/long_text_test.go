package sync_test

import (
	"strings"
	"testing"

	"roomkey/crm"
	realtime "roomkey/sync"
)

// Each character is an operation, and a change has 10,000 of them at most: whoever writes more is told so, not to come
// again.
func TestHub_ATextThatIsTooLongForOneChangeIsRefusedInWords(t *testing.T) {
	hub := openHub(t)
	rec := hub.newEscrow()
	long := strings.Repeat("and so on ", 2_000)
	refused := func(field string, err error) {
		t.Helper()
		if known, ok := err.(*crm.Error); !ok || known.Code != crm.CodeTooLarge || known.Field != field {
			t.Errorf("%v, want too_large at %q", err, field)
		}
	}
	_, err := hub.Note(hub.ctx, &agent, rec.ID, long, nil)
	refused("body", err)
	_,
		err = hub.Patch(hub.ctx, &agent, rec.ID,
		realtime.Patch{Fields: fieldsOf("notes", []any{map[string]any{"body": long}})})
	refused("", err) // only the engine knows how much of a list is new
	_, _, err = hub.Preview(hub.ctx, &agent, crm.Edit{Record: rec.ID, Type: "escrow", Note: &crm.EditNote{Body: long}},
		nil)
	refused("note", err)
	if _, err := hub.Note(hub.ctx, &agent, rec.ID, long[:8_900], nil); err != nil {
		t.Error(err)
	}
	hub.wantField(hub.patch(&agent, rec.ID, "financing", "Cash"), "financing", `"Cash"`)
}
