package engine

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/automerge/automerge-go"

	"roomkey/crdt"
	"roomkey/crm"
)

// authorCall answers opAuthor.
func (d *document) authorCall(r *request) ([]byte, error) {
	var draft crdt.Draft
	if err := json.Unmarshal(r.draft, &draft); err != nil {
		return nil, err
	}
	change, err := d.author(&draft)
	if err != nil {
		return nil, err
	}
	state, err := d.state(nil, true)
	if err != nil {
		return nil, err
	}
	return appendState(appendBytes([]byte{statusDone}, change), state), nil
}

// author writes a draft as one change, and returns nil if nothing changed. After an error the document must be
// discarded.
func (d *document) author(draft *crdt.Draft) ([]byte, error) {
	mustBeChild()
	w, err := newWriter(d.doc, draft)
	if err != nil {
		return nil, err
	}
	before := d.heads()
	if err := d.doc.SetActorID(hex.EncodeToString(draft.Actor[:])); err != nil {
		return nil, err
	}
	if err := w.write(draft); err != nil {
		return nil, err
	}
	at := time.UnixMilli(draft.Time) // automerge-go stores milliseconds where the format has seconds
	hash, err := d.doc.Commit(draft.Message, automerge.CommitOptions{Time: &at, AllowEmpty: draft.Merge})
	if err != nil {
		if slices.Equal(before, d.heads()) {
			return nil, nil // there was nothing to commit
		}
		return nil, err
	}
	change, err := d.doc.Change(hash)
	if err != nil {
		return nil, err
	}
	data := change.Save()
	h, err := readHeader(data)
	d.ops += h.ops
	return data, err
}

func (w *writer) write(draft *crdt.Draft) error {
	if len(draft.Patch) > 0 {
		if err := w.patchRoot(draft.Patch); err != nil {
			return err
		}
	}
	for _, item := range draft.Items {
		if err := w.patchItem(&item); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) patchRoot(data json.RawMessage) error {
	decoded, err := decode("", data)
	if err != nil {
		return err
	}
	values, ok := decoded.(map[string]any)
	if !ok && decoded != nil {
		return refuse(crm.CodeInvalid, "", errors.New("a patch must be an object"))
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		at, field, err := w.rootSlot(name)
		if err != nil {
			return err
		}
		if err := patch(at, field, w.prefix+"/"+crm.Escape(name), values[name]); err != nil {
			return err
		}
	}
	return nil
}
