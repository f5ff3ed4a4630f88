// Package projection computes what the server shows of a record from its documents: the row that lists and REST read,
// its conflicts and flags, and what rooms, people and the audit log hear of each change.
//
// It is pure: the time, the people and the documents' content are given to it. It decides no rights by itself; an
// Audience says which rooms hear of a record.
//
//	next := projection.Update(record, half, roots, now)
//	journal.Updated(record, next, user, now)
package projection
