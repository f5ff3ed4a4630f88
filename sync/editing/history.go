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

const (
	// Histories that were told are kept for a time after somebody has asked for them last.
	maxToldBytes = 32 << 20
	toldFor      = 8 * time.Second
	bytesOfEntry = 256 // of one, besides its texts and heads
)

// told names the history of a document at its heads, whose bytes follow each other.
type told struct {
	doc   crm.ID
	heads string
}

// History lists the changes of a record, oldest first: author, time and fields. It shows private fields only to users
// who may read them.
func (ed *Editor) History(ctx context.Context, user *crm.User, id crm.ID) ([]HistoryEntry, error) {
	var past *live.Past
	var record *crm.Record
	err := ed.records.Look(ctx, id, func(ctx context.Context, v *live.Visit) error {
		if err := authorize(v, user, crm.ActionRead); err != nil {
			return err
		}
		record = v.Projection()
		if user.AccessTo(record.Row).ReadsPrivate() {
			if _, _, err := v.Pick(ctx, true, nil); err != nil { // for the heads of the private half
				return err
			}
		}
		past = v.Past(user)
		return nil
	})
	if err != nil {
		return nil, err
	}
	var entries []HistoryEntry
	for _, private := range []bool{false, true} {
		if private && !user.AccessTo(record.Row).ReadsPrivate() {
			continue
		}
		more, err := ed.historyOf(ctx, past, crm.TypeNamed(record.Type), private)
		if err != nil {
			return nil, err
		}
		entries = append(entries, more...)
	}
	slices.SortStableFunc(entries, func(a, b HistoryEntry) int { return a.At.Compare(b.At) })
	return entries, nil
}

// historyOf lists the changes of one half, also those of the documents that it had before it was renewed.
func (ed *Editor) historyOf(ctx context.Context, past *live.Past, t *crm.RecordType,
	private bool) (all []HistoryEntry, err error) {
	documents, err := past.Former(ctx, private)
	if err != nil {
		return nil, err
	}
	for _, document := range append(documents, past.Document(private)) {
		entries, err := ed.historyIn(ctx, past, t, private, document)
		if err != nil {
			return nil, err
		}
		all = append(all, entries...)
	}
	return all, nil
}

// historyIn lists the changes of one document of a half. A history is read once for all who ask until there is another
// change. The slice is shared.
func (ed *Editor) historyIn(ctx context.Context, past *live.Past, t *crm.RecordType, private bool,
	document crm.ID) ([]HistoryEntry, error) {
	heads, former := past.Heads(document), document != past.Document(private)
	return ed.told.Once(ctx, told{document, joined(heads)}, func() ([]HistoryEntry, int, error) {
		stored, err := past.Stored(ctx, document)
		if crm.CodeOf(err) == crm.CodeNotFound && heads != nil && len(heads) == 0 {
			return nil, 0, nil
		}
		if crm.CodeOf(err) == crm.CodeNotFound || err == nil && stored.Draft {
			return nil, -1, nil
		}
		if err != nil {
			return nil, -1, err
		}
		entries, bytes, err := tellHistory(stored, t, private)
		if !former && !slices.Equal(stored.Heads, heads) { // there is more in the storage now, or some is not there yet
			bytes = -1
		}
		return entries, bytes, err
	})
}

func joined(heads []crm.Hash) string {
	bytes := make([]byte, 0, len(heads)*len(crm.Hash{}))
	for _, h := range heads {
		bytes = append(bytes, h[:]...)
	}
	return string(bytes)
}

// tellHistory describes the changes of a stored document. bytes is about the memory that the entries take.
func tellHistory(stored *crm.Stored, t *crm.RecordType, private bool) (entries []HistoryEntry, bytes int, err error) {
	changes := make([]*crdt.Change, len(stored.Changes))
	for i := range stored.Changes {
		if changes[i], err = crdt.ParseChange(stored.Changes[i].Data, nil); err != nil {
			return nil, 0, corrupt(err)
		}
	}
	all, err := crdt.History(t, private, changes)
	if err != nil {
		return nil, 0, corrupt(err)
	}
	entries = make([]HistoryEntry, len(all))
	for i, e := range all {
		s := &stored.Changes[i]
		entries[i] = HistoryEntry{
			Hash: s.Hash, Heads: e.Heads, Private: private, User: s.User, Actor: projection.Hex(e.Actor), At: s.At,
			Claimed: projection.Claimed(e.Time), Message: described(e.Message), Fields: e.Fields,
		}
		bytes += bytesOfEntry + len(entries[i].Message) + len(e.Heads)*len(crm.Hash{})
		for _, field := range e.Fields {
			bytes += len(field) + 16
		}
	}
	return entries, bytes, nil
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
