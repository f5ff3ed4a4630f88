package projection

import (
	"crypto/sha256"
	"encoding/json"
	"time"

	"roomkey/crm"
)

// mention says that a note names a user.
type mention struct{ note, user string }

// mentioningNote is the part of a note that mentions need.
type mentioningNote struct {
	ID, Author string
	Mentions   []string
}

// mentions returns notices for the users whom the notes of rec (is) mention but its former ones (was) did not. A user
// is told only if they may read the record, and only once for each note. Authors who mention themselves are not told.
// It does not matter how the notes came, but by, who brought them, must be their author or the server (the zero ID):
// nobody is told of what an author did not write.
func mentions(was, is []mentioningNote, rec *crm.Record, audience Audience, by crm.ID,
	now time.Time) (notices []crm.Notice) {
	told := make(map[mention]bool)
	for _, note := range was {
		for _, user := range note.Mentions {
			told[mention{note.ID, user}] = true
		}
	}
	var readers map[string]*crm.User // who may be told; nil until somebody is mentioned
	for _, note := range is {
		if !by.IsZero() && !by.Is(note.Author) {
			continue
		}
		for _, name := range note.Mentions {
			at := mention{note.ID, name}
			if told[at] || name == note.Author {
				continue
			}
			told[at] = true
			if readers == nil {
				readers = readersOf(rec, audience)
			}
			if user := readers[name]; user != nil {
				notices = append(notices, note.notice(rec.ID, user.ID, now))
			}
		}
	}
	return notices
}

// changedNotes returns the notes of two states of a record, without many that are the same in both.
func changedNotes(old, rec *crm.Record) (was, is []mentioningNote) {
	before, after, _, lists := changedItems(old.Fields["notes"], rec.Fields["notes"])
	if !lists {
		return mentioning(old), mentioning(rec)
	}
	return decodeNotes(before), decodeNotes(after)
}

func decodeNotes(items []json.RawMessage) []mentioningNote {
	notes := make([]mentioningNote, len(items))
	for i, item := range items {
		if json.Unmarshal(item, &notes[i]) != nil {
			notes[i] = mentioningNote{}
		}
	}
	return notes
}

// mentioning returns the notes of a record.
func mentioning(rec *crm.Record) []mentioningNote {
	raw := rec.Fields["notes"]
	var notes []mentioningNote
	if len(raw) == 0 || json.Unmarshal(raw, &notes) != nil {
		return nil
	}
	return notes
}

// readersOf returns the users who may read a record, by id.
func readersOf(rec *crm.Record, audience Audience) map[string]*crm.User {
	found := make(map[string]*crm.User)
	for _, u := range audience.People(rec.Broker) {
		if rec.For(u) != nil {
			found[u.ID.String()] = u
		}
	}
	return found
}

// notice makes the notice that a note mentions a user. Its id is derived from both, so repeating it makes no second
// notice.
func (note *mentioningNote) notice(record, user crm.ID, now time.Time) crm.Notice {
	by, err := crm.ParseID(note.Author)
	if err != nil {
		by = crm.ID{}
	}
	data, err := json.Marshal(map[string]string{"note": note.ID})
	if err != nil {
		data = nil // can't happen, because strings always marshal
	}
	sum := sha256.Sum256([]byte("roomkey/mention/" + record.String() + "/" + user.String() + "/" + note.ID))
	return crm.Notice{ID: crm.ID(sum[:16]), User: user, At: now, Kind: crm.NoticeMention, Record: record, By: by,
		Data: data}
}

// notesDeleted returns an entry for the audit log for each note that a record had and has no longer, and whose author
// is not by, who brought the change. The server (the zero ID) only moves notes.
func notesDeleted(was, is []mentioningNote, record, by crm.ID, now time.Time) (entries []crm.AuditEntry) {
	if by.IsZero() {
		return nil
	}
	left := make(map[string]bool)
	for _, note := range is {
		left[note.ID] = true
	}
	for _, note := range was {
		if note.ID != "" && !left[note.ID] && !by.Is(note.Author) {
			entries = append(entries, crm.AuditEntry{At: now, User: by, Action: "note:deleted", Record: record,
				Field: "/notes/" + crm.Escape(note.ID), Reason: "of " + note.Author})
		}
	}
	return entries
}
