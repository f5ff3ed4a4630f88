// Package projection computes what the server shows of a record. From the documents of the record it computes the row
// for lists and REST, the conflicts and the flags. It also computes what rooms, people and the audit log hear of each
// change.
//
// It is pure: its callers pass in the time, the people and the content of the documents. It decides no rights by
// itself; an Audience says which rooms hear of a record.
//
//	next := projection.Update(record, half, roots, now)
//	journal.Updated(record, next, user, now)
package projection
