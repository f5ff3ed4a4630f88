package sync_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
	realtime "roomkey/sync"
	"roomkey/sync/live"
)

// Each character is an operation, and a change has at most 10,000 of them: a longer text is written by several changes.
// A text that gets more than 100,000 new characters is refused at its field.
func TestHub_ATextThatIsTooLongForOneChangeIsRefusedInWords(t *testing.T) {
	hub := openHub(t)
	rec := hub.newEscrow()
	most := strings.Repeat("and so on ", 10_000)
	refused := func(field string, err error) {
		t.Helper()
		if known, ok := err.(*crm.Error); !ok || known.Code != crm.CodeTooLarge || known.Field != field {
			t.Errorf("%v, want too_large at %q", err, field)
		}
	}
	_, err := hub.Note(hub.ctx, &agent, rec.ID, most+"!", nil)
	refused("body", err)
	_, err = hub.Patch(hub.ctx, &agent, rec.ID,
		realtime.Patch{Fields: fieldsOf("notes", []any{map[string]any{"body": most + "!"}})})
	refused("/notes/0/body", err)
	_, _, err = hub.Preview(hub.ctx, &agent,
		crm.Edit{Record: rec.ID, Type: "escrow", Note: &crm.EditNote{Body: most + "!"}}, nil)
	refused("note", err)
	noted, err := hub.Note(hub.ctx, &agent, rec.ID, most, nil)
	if err != nil {
		t.Fatal(err)
	}
	var notes []struct{ Body string }
	if decode(t, noted.Fields["notes"], &notes); len(notes) != 1 || notes[0].Body != most {
		t.Error("the note is not what was written")
	}
	hub.wantField(hub.patch(&agent, rec.ID, "financing", "Cash"), "financing", `"Cash"`)
}

// The changes of one edit are stored and told together: a device that holds the document sees the whole text.
func TestPatch_ALongTextReachesOthersWhole(t *testing.T) {
	hub := openHub(t)
	fields := fieldsOf("SUMMARY", "A visit", "DTSTART", "2026-06-01T10:00:00Z", "DTEND", "2026-06-01T11:00:00Z",
		"TZID", "UTC", "kind", "showing", "DESCRIPTION", strings.Repeat("first ", 3_000))
	rec := hub.create(&agent, realtime.NewRecord{Type: "appointment", Fields: fields})
	watcher := hub.open(&mate, rec.ID)
	for _, text := range []string{
		strings.Repeat("and so on ", 10_000), strings.Repeat("ünd so weiter 👩‍👩‍👧 ", 5_000), "short",
	} {
		after := hub.patch(&agent, rec.ID, "DESCRIPTION", text)
		want, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		hub.wantField(after, "DESCRIPTION", string(want))
		watcher.untilField("DESCRIPTION", string(want))
		hub.wantField(hub.stored(rec.ID), "DESCRIPTION", string(want))
	}
	if stored := hub.stored(rec.ID); len(stored.Heads) != 1 {
		t.Errorf("heads %v", stored.Heads)
	}
}

// forgetful is an engine that has to load a document before each change that it writes, as when another of its
// processes gets the document.
type forgetful struct{ live.Engine }

func (f *forgetful) Author(ctx context.Context, doc crdt.Doc, draft crdt.Draft) ([]byte, crdt.State, error) {
	f.Drop(doc.ID)
	return f.Engine.Author(ctx, doc, draft)
}

// The changes of one edit follow each other, also where the engine loads the document in between.
func TestPatch_ALongTextIsWrittenThoughTheEngineLoadsTheDocumentAgain(t *testing.T) {
	hub := openHubOn(t, t.TempDir(), &forgetful{engines})
	rec := hub.newListing()
	text := strings.Repeat("and so on ", 2_000)
	want, _ := json.Marshal(text)
	hub.wantField(hub.patch(&agent, rec.ID, "PublicRemarks", text), "PublicRemarks", string(want))
	hub.wantField(hub.stored(rec.ID), "PublicRemarks", string(want))
}
