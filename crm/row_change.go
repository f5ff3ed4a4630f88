package crm

import "time"

// RowChange is a change of a record's row: of whose it is and who may read it, or whether it is archived or deleted.
// Where several regions have the record, they make such changes in one order.
type RowChange struct {
	Record     ID          `json:"record"`
	By         ID          `json:"by"`
	What       string      `json:"what"` // Transferred, Archived, Deleted or Restored
	Owner      *ID         `json:"owner,omitempty"`
	Team       *ID         `json:"team,omitempty"`
	Visibility *Visibility `json:"visibility,omitempty"`
}

// RowSeen is the row of a record by which a change of it was allowed, and as of when.
type RowSeen struct {
	Row
	Deleted bool `json:"deleted,omitempty"`
	// Through is the place in the order up to which all changes of the row are in it.
	Through uint64 `json:"through"`
}

// ErrOvertaken refuses a change of what somebody else has changed since it was looked at.
var ErrOvertaken = &Error{Code: CodeConflict, Message: "this was changed at the same time: try again"}

// AllowedTo says whether a user may make the change of a row. owner is who would own the record; it counts for a
// transfer alone.
func (c *RowChange) AllowedTo(by *User, seen *RowSeen, owner *User) bool {
	switch {
	case c.What == Transferred:
		return by.MayTransfer(seen.Row, c.transferred(seen.Row), owner)
	case c.What == Deleted || c.What == Restored && seen.Deleted:
		return by.May(ActionDelete, seen.Row)
	}
	return by.May(ActionWrite, seen.Row)
}

// transferred is what a transfer makes of a row.
func (c *RowChange) transferred(row Row) Row {
	if c.Owner != nil {
		row.Owner = *c.Owner
	}
	if c.Team != nil {
		row.Team = *c.Team
	}
	if c.Visibility != nil {
		row.Visibility = *c.Visibility
	}
	return row
}

// Transferred is what happens to a record that gets another owner, team or visibility.
const Transferred = "transferred"

// OrderedRowChange is a RowChange at its place.
type OrderedRowChange struct {
	Seq uint64
	At  time.Time
	RowChange
}

// Apply changes a record, and reports whether its row is another one. It notes in Born what it sets, also where that
// changes nothing. The result depends on the record's row and on nothing else, so that it is the same in every region.
func (c *RowChange) Apply(rec *Record, at time.Time) bool {
	row, born, archived, deleted := rec.Row, rec.Born, rec.ArchivedAt, rec.DeletedAt
	switch c.What {
	case Transferred:
		rec.transfer(c.Owner, c.Team, c.Visibility)
	case Archived:
		if archived.IsZero() {
			rec.ArchivedAt = at
		}
	case Deleted:
		if deleted.IsZero() {
			rec.DeletedAt = at
		}
	case Restored:
		if rec.DeletedAt = (time.Time{}); deleted.IsZero() {
			rec.ArchivedAt = time.Time{}
		}
	}
	changed := row != rec.Row || !archived.Equal(rec.ArchivedAt) || !deleted.Equal(rec.DeletedAt)
	if (changed || born != rec.Born) && at.After(rec.UpdatedAt) { // an edit may be later, and come before it elsewhere
		rec.UpdatedAt = at
	}
	return changed
}
