package engine_test

import (
	"encoding/binary"
	"encoding/json"
	"testing"

	"roomkey/crdt"
)

// Automerge JS 3.5.0 panics when it loads a document chunk whose table has an actor that made no change.
func TestSnapshot_NamesNoActorOfADraftThatCameToNothing(t *testing.T) {
	d := newDesk(t, "lead")
	d.patch(`{"name": "Ann"}`)
	idle := crdt.Draft{Actor: [16]byte{9, 10}, Type: "lead", Patch: json.RawMessage(`{"name": "Ann"}`)}
	if change, _, err := d.pool.Author(t.Context(), d.doc(), idle); err != nil || change != nil {
		t.Fatalf("the draft made a change, %v", err)
	}
	chunk, heads, err := d.pool.Snapshot(t.Context(), d.doc())
	if err != nil || len(heads) != 1 {
		t.Fatal(heads, err)
	}
	_, n := binary.Uvarint(chunk[9:])
	if actors := chunk[9+n]; actors != 1 {
		t.Errorf("the snapshot names %d actors, want 1", actors)
	}
}
