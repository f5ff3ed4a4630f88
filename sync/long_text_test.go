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
	o := openOffice(t)
	rec := o.newEscrow()
	long := strings.Repeat("and so on ", 2_000)
	refused := func(field string, err error) {
		t.Helper()
		if known, ok := err.(*crm.Error); !ok || known.Code != crm.CodeTooLarge || known.Field != field {
			t.Errorf("%v, want too_large at %q", err, field)
		}
	}
	_, err := o.hub.Note(o.ctx, &agent, rec.ID, long, nil)
	refused("body", err)
	_, err = o.hub.Patch(o.ctx, &agent, rec.ID, realtime.Patch{Fields: fieldsOf("notes", []any{map[string]any{"body": long}})})
	refused("", err) // only the engine knows how much of a list is new
	_, _, err = o.hub.Preview(o.ctx, &agent, crm.Edit{Record: rec.ID, Type: "escrow", Note: &crm.EditNote{Body: long}}, nil)
	refused("note", err)
	if _, err := o.hub.Note(o.ctx, &agent, rec.ID, long[:8_900], nil); err != nil {
		t.Error(err)
	}
	o.wantField(o.patch(&agent, rec.ID, "financing", "Cash"), "financing", `"Cash"`)
}
