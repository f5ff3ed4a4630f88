package projection

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"roomkey/crm"
)

// Journal collects what the next commit of a record announces: to rooms, to the audit log, and to people who were
// mentioned. An empty Journal announces nothing. Record and Audience must be set before anything is noted.
type Journal struct {
	Record   crm.ID
	Audience Audience

	Entries
	told throttle
}

// Entries are the contents of a journal.
type Entries struct {
	Events  []Event
	Audit   []crm.AuditEntry
	Notices []crm.Notice
	Rows    []crm.OrderedRowChange // that are put in order with the write; see crm.Write.Rows
	Took    uint64                 // the last of those that were in order before; see crm.Write.TookRows
}

// Updated notes the differences between two states of the projection. Readers of the record hear of the shared fields.
// Only readers of the private fields hear of those. Updated also notes who is mentioned now, whose notes were deleted
// by somebody else, and to whom an item of a checklist was assigned. Where a field got two values or has one again
// while it shows the same, an event without changes is noted.
func (j *Journal) Updated(old, rec *crm.Record, by crm.ID, now time.Time) {
	name := crm.EventName(rec.Type, crm.Updated)
	torn, tornPrivate := conflictsDiffer(old, rec)
	if changes := differences("", old.Fields, rec.Fields); len(changes) > 0 {
		if !by.IsSelfChecker() { // else a line for each minute
			j.auditFields(changes, by, now)
		}
		j.note(Event{name: name, by: by, heads: rec.Heads, changes: changes, rooms: j.Audience.SharedRooms(rec)}, now)
	} else if torn {
		j.That(crm.Updated, rec, by, now)
	}
	if changes := differences("/private", old.Private, rec.Private); len(changes) > 0 {
		j.auditFields(changes, by, now)
		rooms := j.Audience.PrivateRooms(rec)
		j.note(Event{name: name, by: by, heads: rec.Heads, changes: changes, Private: true, rooms: rooms}, now)
	} else if tornPrivate {
		j.note(Event{name: name, by: by, heads: rec.Heads, Private: true, rooms: j.Audience.PrivateRooms(rec)}, now)
	}
	j.Notices = append(j.Notices, assignments(old, rec, j.Audience, by, now)...)
	if bytes.Equal(old.Fields["notes"], rec.Fields["notes"]) {
		return
	}
	was, is := changedNotes(old, rec)
	j.Notices = append(j.Notices, mentions(was, is, rec, j.Audience, by, now)...)
	j.Audit = append(j.Audit, notesDeleted(was, is, rec.ID, by, now)...)
}

// Renewed notes that a half of the record goes on in a new document. Only readers of the private half hear of its own.
func (j *Journal) Renewed(rec *crm.Record, private bool, by crm.ID, now time.Time) {
	rooms, field := j.Audience.SharedRooms(rec), "/"
	if private {
		rooms, field = j.Audience.PrivateRooms(rec), "/private/"
	}
	j.note(Event{name: crm.EventName(rec.Type, crm.Renewed), by: by, heads: rec.Heads, Private: private, rooms: rooms,
		document: crm.DocumentID(rec.DocumentOf(private))}, now)
	j.Audit = append(j.Audit, crm.AuditEntry{At: now, User: by, Action: "record:" + crm.Renewed, Record: j.Record,
		Field: field})
}

// Made notes that the record was created.
func (j *Journal) Made(rec *crm.Record, by crm.ID, now time.Time) {
	j.That(crm.Created, rec, by, now)
	j.audit(crm.Created, "", by, now)
	j.Notices = append(j.Notices, mentions(nil, mentioning(rec), rec, j.Audience, by, now)...)
	j.Notices = append(j.Notices, assignments(nil, rec, j.Audience, by, now)...)
}

// Amended notes that the row of the record has changed from old to rec. what is a word for the event, such as
// crm.Archived.
func (j *Journal) Amended(what string, old, rec *crm.Record, by crm.ID, now time.Time) {
	heard := rec
	if what == crm.Deleted {
		heard = old // the old audience hears of it
	}
	j.That(what, heard, by, now)
	loss := crm.Loss{By: by}
	if what == crm.Deleted {
		loss.Cause = crm.LossDeleted
	}
	j.lost(old, rec, loss, now)
	j.audit(what, "", by, now)
}

// lost tells those who could read the record as old, and can't as rec, why and who did it. Who belongs to another
// brokerage is nobody whom they may know.
func (j *Journal) lost(old, rec *crm.Record, loss crm.Loss, now time.Time) {
	lost := j.losers(old, rec)
	if len(lost) == 0 {
		return
	}
	loss.Gone = []crm.ID{j.Record}
	isBy := func(u *crm.User) bool { return u.ID == loss.By }
	if old.Broker != rec.Broker || !slices.ContainsFunc(j.Audience.People(rec.Broker), isBy) {
		loss.By = crm.ID{}
	}
	if data, err := json.Marshal(loss); err == nil {
		j.note(Event{name: crm.EventAccessChanged, rooms: lost, data: data}, now)
	}
}

// That notes an event about the record as a whole.
func (j *Journal) That(what string, rec *crm.Record, by crm.ID, now time.Time) {
	name := crm.EventName(rec.Type, what)
	j.note(Event{name: name, by: by, heads: rec.Heads, rooms: j.Audience.SharedRooms(rec)}, now)
}

// losers returns the rooms of the users who could read the old record and can't read rec.
func (j *Journal) losers(old, rec *crm.Record) []crm.Room {
	var lost []crm.Room
	for _, u := range j.Audience.People(rec.Broker) {
		if old.For(u) != nil && rec.For(u) == nil {
			lost = append(lost, crm.UserRoom(u.ID))
		}
	}
	return lost
}

// note appends an event, or merges an update into an earlier one by the same user.
func (j *Journal) note(e Event, now time.Time) {
	e.record, e.at = j.Record, now
	if e.changes != nil {
		for i := len(j.Events) - 1; i >= 0; i-- {
			last := &j.Events[i]
			if last.changes == nil || last.by != e.by {
				break
			}
			if last.Private == e.Private && slices.Equal(last.rooms, e.rooms) {
				last.merge(e)
				return
			}
		}
	}
	j.Events = append(j.Events, e)
}

// auditFields notes for the audit log who edited which root fields.
func (j *Journal) auditFields(changes map[string]crm.Change, by crm.ID, now time.Time) {
	for _, field := range j.told.fields(changes, by, now) {
		j.Audit = append(
			j.Audit,
			crm.AuditEntry{At: now, User: by, Action: "record:" + crm.Updated, Record: j.Record, Field: field},
		)
	}
}

// audit notes for the audit log an event about the record as a whole, and the reason.
func (j *Journal) audit(what, why string, by crm.ID, now time.Time) {
	j.Audit = append(j.Audit,
		crm.AuditEntry{At: now, User: by, Action: "record:" + what, Record: j.Record, Reason: why})
}

// Mark returns the number of events, for Quiet.
func (j *Journal) Mark() int { return len(j.Events) }

// Quiet forgets the events after a mark, because they are part of an event that is noted already.
func (j *Journal) Quiet(mark int) { j.Events = j.Events[:min(len(j.Events), mark)] }

// Take removes and returns all entries.
func (j *Journal) Take() Entries {
	taken := j.Entries
	j.Entries = Entries{}
	return taken
}

// Return puts entries back, before those that came since, because their write has failed.
func (j *Journal) Return(e Entries) {
	j.Events = append(e.Events, j.Events...)
	j.Audit = append(e.Audit, j.Audit...)
	j.Notices = append(e.Notices, j.Notices...)
	j.Rows, j.Took = append(e.Rows, j.Rows...), max(e.Took, j.Took)
}

// Clear forgets everything, because nothing of it has happened.
func (j *Journal) Clear() { j.Entries, j.told = Entries{}, nil }
