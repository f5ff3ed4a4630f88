package reports

import (
	"context"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// Source is where the records are.
type Source interface {
	Tally(ctx context.Context, user *crm.User, kind string, fields []string, each func(*store.Tallied)) error
	Records(ctx context.Context, ids []crm.ID) ([]*crm.Record, error)
}

// Reports counts records. Safe for concurrent use.
type Reports struct{ source Source }

// New makes Reports.
func New(source Source) *Reports { return &Reports{source} }

// Asked says for whom a report is, and what it is about.
type Asked struct {
	User   *crm.User
	Owner  crm.ID // only records of this owner; zero: of all that the user's reports count
	Period Period // of those reports that have one
}

// Period is from the beginning of one day to the end of another, in UTC. Both are midnights.
type Period struct{ From, To time.Time }

// Holds reports whether a time lies in the period.
func (p Period) Holds(at time.Time) bool {
	return !at.Before(p.From) && at.Before(p.To.AddDate(0, 0, 1))
}

// tally calls each with the records that the report is about.
func (r *Reports) tally(ctx context.Context, asked *Asked, kind string, fields []string,
	each func(*store.Tallied)) error {
	return r.source.Tally(ctx, asked.User, kind, fields, func(t *store.Tallied) {
		if asked.Owner.IsZero() || t.Row().Owner == asked.Owner {
			each(t)
		}
	})
}
