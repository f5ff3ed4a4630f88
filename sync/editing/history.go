package editing

import (
	"context"
	"slices"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live"
	"roomkey/sync/live/projection"
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

// History lists the changes of a record, oldest first: author, time and fields. It shows private fields only to users
// who may read them.
func (ed *Editor) History(ctx context.Context, user *crm.User, id crm.ID) ([]HistoryEntry, error) {
	var past *live.Past
	var record *crm.Record
	err := ed.records.Visit(ctx, id, false, func(_ context.Context, v *live.Visit) error {
		past, record = v.Past(user), v.Projection()
		return authorize(v, user, crm.ActionRead)
	})
	if err != nil {
		return nil, err
	}
	var entries []HistoryEntry
	for _, private := range []bool{false, true} {
		if private && !user.AccessTo(record.Row).ReadsPrivate() {
			continue
		}
		more, err := historyOf(ctx, past, crm.TypeNamed(record.Type), private)
		if err != nil {
			return nil, err
		}
		entries = append(entries, more...)
	}
	slices.SortStableFunc(entries, func(a, b HistoryEntry) int { return a.At.Compare(b.At) })
	return entries, nil
}

// historyOf lists the changes of one half, also those of the documents that it had before it was renewed.
func historyOf(ctx context.Context, past *live.Past, t *crm.RecordType, private bool) (all []HistoryEntry, err error) {
	documents, err := past.Former(ctx, private)
	if err != nil {
		return nil, err
	}
	for _, document := range append(documents, past.Document(private)) {
		entries, err := historyIn(ctx, past, t, private, document)
		if err != nil {
			return nil, err
		}
		all = append(all, entries...)
	}
	return all, nil
}

// historyIn lists the changes of one document of a half.
func historyIn(ctx context.Context, past *live.Past, t *crm.RecordType, private bool,
	document crm.ID) ([]HistoryEntry, error) {
	stored, err := past.Stored(ctx, document)
	if crm.CodeOf(err) == crm.CodeNotFound || err == nil && stored.Draft {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	changes := make([]*crdt.Change, len(stored.Changes))
	for i := range stored.Changes {
		if changes[i], err = crdt.ParseChange(stored.Changes[i].Data, nil); err != nil {
			return nil, corrupt(err)
		}
	}
	told, err := crdt.History(t, private, changes)
	if err != nil {
		return nil, corrupt(err)
	}
	entries := make([]HistoryEntry, len(told))
	for i, e := range told {
		s := &stored.Changes[i]
		entries[i] = HistoryEntry{
			Hash: s.Hash, Heads: e.Heads, Private: private, User: s.User, Actor: projection.Hex(e.Actor), At: s.At,
			Claimed: projection.Claimed(e.Time), Message: described(e.Message), Fields: e.Fields,
		}
	}
	return entries, nil
}

// maxDescription is how much of a change's message is shown, in bytes.
const maxDescription = 4 << 10

// described returns a change's message as it may be shown to people: whoever made the change chose it.
func described(message string) string {
	return crm.Legible(message[:min(len(message), maxDescription)], crm.Joiners)
}

func corrupt(err error) error {
	return &crm.Error{Code: crm.CodeUnavailable, Message: live.ErrCorrupt.Message, Err: err}
}
