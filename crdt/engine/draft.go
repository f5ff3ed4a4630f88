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
	change, rest, err := d.author(&draft)
	if err != nil {
		return nil, err
	}
	unfinished, err := json.Marshal(rest)
	if err != nil {
		return nil, err
	}
	state, err := d.state(nil, !draft.Bare)
	if err != nil {
		return nil, err
	}
	return appendBytes(appendState(appendBytes([]byte{statusDone}, change), state), unfinished), nil
}

// author writes a draft as one change, and returns nil if nothing changed, with the texts that the change did not
// finish. After an error the document must be discarded.
func (d *document) author(draft *crdt.Draft) (change []byte, rest []crdt.TextPatch, err error) {
	if len(draft.Base) == 0 {
		d.branch = nil
		return d.write(draft)
	}
	if err := d.branchOff(draft.Base); err != nil {
		return nil, nil, err
	}
	if change, rest, err = d.branch.write(draft); err != nil || change == nil {
		return nil, nil, err
	}
	if len(rest) == 0 {
		d.branch = nil
	}
	return change, rest, d.apply([][]byte{change})
}

// branchOff makes branch the document as it was at heads, unless it is that already: a draft may take several changes.
func (d *document) branchOff(heads []crdt.Hash) error {
	heads = slices.Clone(heads)
	sortHashes(heads)
	if d.branch != nil && slices.Equal(d.branch.heads(), heads) {
		return nil
	}
	doc, err := d.forkDoc(heads)
	if err != nil {
		return err
	}
	d.branch = &document{doc: doc}
	return nil
}

// write writes a draft after the document's own heads.
func (d *document) write(draft *crdt.Draft) (change []byte, rest []crdt.TextPatch, err error) {
	mustBeChild()
	w, err := newWriter(d.doc, draft)
	if err != nil {
		return nil, nil, err
	}
	before := d.heads()
	d.tips, d.drafted = nil, true
	if err := d.doc.SetActorID(hex.EncodeToString(draft.Actor[:])); err != nil {
		return nil, nil, err
	}
	if err := w.write(draft); err != nil {
		return nil, nil, err
	}
	at := time.UnixMilli(draft.Time) // automerge-go stores milliseconds where the format has seconds
	hash, err := d.doc.Commit(draft.Message, automerge.CommitOptions{Time: &at, AllowEmpty: draft.Merge})
	if err != nil {
		if slices.Equal(before, d.heads()) {
			return nil, nil, nil // there was nothing to commit
		}
		return nil, nil, err
	}
	made, err := d.doc.Change(hash)
	if err != nil {
		return nil, nil, err
	}
	change = made.Save()
	h, err := readHeader(change)
	d.ops += h.ops
	return change, w.rest, err
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
	for i := range draft.Rest {
		if err := w.continueText(&draft.Rest[i]); err != nil {
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
		if err := w.patch(at, field, w.prefix+"/"+crm.Escape(name), values[name]); err != nil {
			return err
		}
	}
	return nil
}
