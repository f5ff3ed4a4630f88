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

// Transferred is what happens to a record that gets another owner, team or visibility.
const Transferred = "transferred"

// OrderedRowChange is a RowChange at its place.
type OrderedRowChange struct {
	Seq uint64
	At  time.Time
	RowChange
}

// Apply changes a record, and reports whether it is another one. The result depends on the record's row and on nothing
// else, so that it is the same in every region.
func (c *RowChange) Apply(rec *Record, at time.Time) bool {
	row, archived, deleted := rec.Row, rec.ArchivedAt, rec.DeletedAt
	switch c.What {
	case Transferred:
		set(&rec.Owner, c.Owner)
		set(&rec.Team, c.Team)
		set(&rec.Visibility, c.Visibility)
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
	if changed {
		rec.UpdatedAt = at
	}
	return changed
}

func set[T any](target *T, value *T) {
	if value != nil {
		*target = *value
	}
}
