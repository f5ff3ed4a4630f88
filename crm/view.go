package crm

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
)

// Access is how far one user may read one record. It answers for parts of a record and for what tells of them: events,
// history entries, audit lines, proposals. Only User.AccessTo makes one; the zero Access shows nothing.
type Access struct{ read, private, write bool }

// AccessTo asks the access rule how far the user may read a record by its row. It does not say whether the record is
// there.
func (u *User) AccessTo(r Row) Access {
	read := u.May(ActionRead, r)
	return Access{read: read, private: read && u.May(ActionPrivate, r), write: read && u.May(ActionWrite, r)}
}

// Reads reports whether the user may read the record at all.
func (a Access) Reads() bool { return a.read }

// ReadsPrivate reports whether the user may also read the private half.
func (a Access) ReadsPrivate() bool { return a.private }

// ReadsHalf reports whether the user may read the private half, or the shared one.
func (a Access) ReadsHalf(private bool) bool { return a.read && (a.private || !private) }

// Shows reports whether the user may read the field at a pointer, and learn of it.
func (a Access) Shows(pointer string) bool { return a.ReadsHalf(IsPrivate(pointer)) }

// Writes reports whether the user may write the field at a pointer. Who may read a private field may write it.
func (a Access) Writes(pointer string) bool {
	if IsPrivate(pointer) {
		return a.ReadsHalf(true)
	}
	return a.write
}

// ShowsEvent reports whether the user may read an event of the record.
func (a Access) ShowsEvent(e *Event) bool { return a.ReadsHalf(e.Private) }

// Proposal is a proposal without the fields that the user may not read, and without what was decided on them. The
// original is left as it is.
func (a Access) Proposal(p Proposal) Proposal {
	if a.private {
		return p
	}
	p.Changes, p.Decisions, p.Reasons = shown(a, p.Changes), shown(a, p.Decisions), shown(a, p.Reasons)
	p.Edit.Private = nil
	return p
}

// shown is what of a map by pointer the user may read; nil stays nil.
func shown[V any](a Access, byPointer map[string]V) map[string]V {
	rest := maps.Clone(byPointer)
	maps.DeleteFunc(rest, func(pointer string, _ V) bool { return !a.Shows(pointer) })
	return rest
}

// View is what one user may see of one record: the only form in which a record leaves the server. Only Record.For,
// Record.Deleted and those of EncodedRecord make one, from a record and a user. A nil or zero View shows nothing; on a
// nil View call only Access and Shows. Any number of goroutines may read a View; nobody may change what its methods
// return.
type View struct {
	access Access
	record Record // without what the user may not see

	decode func(object []byte) (map[string]json.RawMessage, error) // nil: record holds the fields

	fields, private []byte // in the place of record's; nil: there are none
}

// For is what user may see of the record; nil where they may not read it or it was deleted. The record stays as it is;
// the view shares what is within.
func (r *Record) For(user *User) *View {
	if r == nil || !r.DeletedAt.IsZero() {
		return nil
	}
	return r.seenBy(user)
}

// Deleted is what user may see of the record while it is deleted; nil where they may not bring it back, or it can't be:
// it is not deleted, or was erased.
func (r *Record) Deleted(user *User) *View {
	if r == nil || r.DeletedAt.IsZero() || len(r.Heads) == 0 || !user.May(ActionDelete, r.Row) {
		return nil
	}
	return r.seenBy(user)
}

func (r *Record) seenBy(user *User) *View {
	access := user.AccessTo(r.Row)
	if !access.Reads() {
		return nil
	}
	v := &View{access: access, record: *r}
	if !access.ReadsPrivate() {
		v.hidePrivate()
	}
	return v
}

// Shared is the view without the private half, even where its user may read that. v stays as it is.
func (v *View) Shared() *View {
	if v == nil || !v.access.ReadsPrivate() {
		return v
	}
	shared := *v
	shared.access.private, shared.private = false, nil
	shared.hidePrivate()
	return &shared
}

// hidePrivate removes the private half, and what tells of it, from the record.
func (v *View) hidePrivate() {
	r := &v.record
	r.Private, r.PrivateHeads, r.PrivateDocument = nil, nil, ID{}
	if r.Conflicts = shown(v.access, r.Conflicts); len(r.Conflicts) == 0 {
		r.Conflicts = nil
	}
	tells := func(flag string) bool { return strings.Contains(flag, privatePrefix) }
	r.Flags = slices.DeleteFunc(slices.Clone(r.Flags), tells)
}

// Access is how far the view's user may read the record.
func (v *View) Access() Access {
	if v == nil {
		return Access{}
	}
	return v.access
}

// Shows reports whether the view's user may read the field at a pointer, and learn of it.
func (v *View) Shows(pointer string) bool { return v.Access().Shows(pointer) }

// ID, Type and Row are the record's.
func (v *View) ID() ID       { return v.record.ID }
func (v *View) Type() string { return v.record.Type }
func (v *View) Row() Row     { return v.record.Row }

// DocumentOf is the id of the document that holds a half. Of the private one, only ask for who may read that.
func (v *View) DocumentOf(private bool) ID { return v.record.DocumentOf(private) }

// Heads are those of the shared document, PrivateHeads of the private one: nil while there is none, and for who may not
// read it.
func (v *View) Heads() []Hash        { return v.record.Heads }
func (v *View) PrivateHeads() []Hash { return v.record.PrivateHeads }

// Conflicts and Flags are those of the record that the user may see.
func (v *View) Conflicts() map[string][]Conflicting { return v.record.Conflicts }
func (v *View) Flags() []string                     { return v.record.Flags }

// The record's times; zero: it was not archived, or not deleted.
func (v *View) CreatedAt() time.Time  { return v.record.CreatedAt }
func (v *View) UpdatedAt() time.Time  { return v.record.UpdatedAt }
func (v *View) ArchivedAt() time.Time { return v.record.ArchivedAt }
func (v *View) DeletedAt() time.Time  { return v.record.DeletedAt }
