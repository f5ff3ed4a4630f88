package sync

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
)

// HistoryEntry is one change of a record as a person reads it.
type HistoryEntry struct {
	Hash    crm.Hash
	Heads   []crm.Hash // of its document made by this change and all before it: what At and Revert take
	Private bool       // it is of the private document
	User    crm.ID     // zero: the server, or the fixed first change
	Actor   string     // hexadecimal
	At      time.Time  // the server's receipt time
	Claimed time.Time  // what the author's clock said
	Message string
	Fields  []string // JSON Pointers relative to fields; private ones begin with /private/
}

// History tells who changed what when, oldest first; what is private only to who may read it.
func (h *Hub) History(ctx context.Context, user *crm.User, id crm.ID) ([]HistoryEntry, error) {
	var entries []HistoryEntry
	err := h.visit(ctx, id, func(ctx context.Context, d *dossier) error {
		if err := d.authorize(user, crm.ActionRead); err != nil {
			return err
		}
		t := crm.TypeNamed(d.record.Type)
		docs := []crm.ID{d.id}
		if user.AccessTo(d.record.Row).ReadsPrivate() {
			docs = append(docs, crm.PrivateID(d.id))
		}
		for i, doc := range docs {
			more, err := h.historyOf(ctx, t, doc, i == 1)
			if err != nil {
				return err
			}
			entries = append(entries, more...)
		}
		return nil
	}, false)
	slices.SortStableFunc(entries, func(a, b HistoryEntry) int { return a.At.Compare(b.At) })
	return entries, err
}

func (h *Hub) historyOf(ctx context.Context, t *crm.RecordType, doc crm.ID, private bool) ([]HistoryEntry, error) {
	stored, err := h.config.Storage.Document(ctx, doc)
	if crm.CodeOf(err) == crm.CodeNotFound || err == nil && stored.Draft {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	changes := make([]*crdt.Change, len(stored.Changes))
	for i := range stored.Changes {
		if changes[i], err = crdt.ParseChange(stored.Changes[i].Data, nil); err != nil {
			return nil, &crm.Error{Code: crm.CodeUnavailable, Message: errCorrupt.Message, Err: err}
		}
	}
	told, err := crdt.History(t, private, changes)
	if err != nil {
		return nil, &crm.Error{Code: crm.CodeUnavailable, Message: errCorrupt.Message, Err: err}
	}
	entries := make([]HistoryEntry, len(told))
	for i, e := range told {
		entries[i] = HistoryEntry{
			Hash: stored.Changes[i].Hash, Heads: e.Heads, Private: private, User: stored.Changes[i].User, Actor: hexOf(e.Actor), At: stored.Changes[i].At,
			Claimed: claimed(e.Time), Message: e.Message, Fields: e.Fields,
		}
	}
	return entries, nil
}

// At gives a record's fields as they were at heads of its documents: the shared document's, the private one's, or both.
// A half of which no head is named is left out. Its row, flags and conflicts are those of now.
func (h *Hub) At(ctx context.Context, user *crm.User, id crm.ID, heads []crm.Hash) (*crm.Record, error) {
	var rec *crm.Record
	err := h.visit(ctx, id, func(ctx context.Context, d *dossier) (err error) {
		if err := d.authorize(user, crm.ActionRead); err != nil {
			return err
		}
		rec, err = d.at(ctx, user, heads)
		return err
	}, false)
	return rec, err
}

func (d *dossier) at(ctx context.Context, user *crm.User, heads []crm.Hash) (*crm.Record, error) {
	rec := *d.record
	rec.Heads, rec.PrivateHeads, rec.Fields, rec.Private, rec.Conflicts = nil, nil, nil, nil, nil
	left := slices.Clone(heads)
	shared, left := share(d.shared, left)
	var private []crm.Hash
	if len(left) > 0 && user.AccessTo(d.record.Row).ReadsPrivate() {
		doc, err := d.needPrivate(ctx)
		if err != nil {
			return nil, err
		}
		private, left = share(doc, left)
	}
	if len(left) > 0 || len(heads) == 0 {
		return nil, crm.Invalid("heads", "the record has no such change")
	}
	var err error
	if len(shared) > 0 {
		rec.Heads = shared
		if rec.Fields, err = d.fieldsAt(ctx, d.shared, shared, "type"); err != nil {
			return nil, err
		}
	}
	if len(private) > 0 {
		rec.PrivateHeads = private
		if rec.Private, err = d.fieldsAt(ctx, d.private, private, "privateOf"); err != nil {
			return nil, err
		}
	}
	return &rec, nil
}

// share takes out of hashes those that the document has.
func share(doc *document, hashes []crm.Hash) (its, rest []crm.Hash) {
	for _, h := range hashes {
		if doc.graph.Has(h) {
			its = append(its, h)
		} else {
			rest = append(rest, h)
		}
	}
	slices.SortFunc(its, func(a, b crm.Hash) int { return bytes.Compare(a[:], b[:]) })
	return slices.Compact(its), rest
}

func (d *dossier) fieldsAt(ctx context.Context, doc *document, heads []crm.Hash, except string) (map[string]json.RawMessage, error) {
	state, err := d.hub.config.Engine.Fields(ctx, doc.engineDoc(d.hub.config.Storage), heads)
	if err != nil {
		return nil, unavailable(err)
	}
	fields := maps.Clone(state.Fields)
	delete(fields, except)
	return fields, nil
}

// Revert makes a record's fields again what they were at heads (see At), by a new change. What only the server writes
// stays.
func (h *Hub) Revert(ctx context.Context, user *crm.User, id crm.ID, heads []crm.Hash) (*crm.Record, error) {
	return h.change(ctx, user, id, func(ctx context.Context, d *dossier) error {
		if err := d.authorize(user, crm.ActionWrite); err != nil {
			return err
		}
		then, err := d.at(ctx, user, heads)
		if err != nil {
			return err
		}
		t := crm.TypeNamed(d.record.Type)
		var p Patch
		if then.Fields != nil {
			p.Fields = backTo(t, false, d.record.Fields, then.Fields)
		}
		if then.Private != nil {
			p.Private = backTo(t, true, d.record.Private, then.Private)
		}
		return d.patch(ctx, user, p, leeway{authors: true})
	})
}
