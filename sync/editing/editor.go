package editing

import (
	"cmp"
	"io"
	"time"

	"roomkey/crm"
	"roomkey/internal/memo"
	"roomkey/sync/live"
)

// Editor changes records. Its methods may be called from any goroutine. Errors: not_found for a record that is absent
// or that the user may not read, forbidden for a user who may read it but not do this, invalid and too_large with the
// field at fault, unavailable where the engine or the storage is.
type Editor struct {
	records *live.Registry
	random  io.Reader
	told    *memo.Memo[told, []HistoryEntry]
	bulk    int64                   // bytes of records that one bulk edit changes, about
	when    func(*crm.Record) error // nil: in any state
}

// bulkBytes is how much content of records one bulk edit changes, about: all of it lies in memory until it is answered.
const bulkBytes = 16 << 20

// New makes an Editor. random is the source of ids. One bulk edit changes about bulk bytes of records, and refuses the
// rest; 0 stands for 16 MiB. The caller must call Sweep now and then.
func New(records *live.Registry, random io.Reader, now func() time.Time, bulk int64) *Editor {
	return &Editor{records: records, random: random, told: memo.New[told, []HistoryEntry](maxToldBytes, now),
		bulk: cmp.Or(bulk, bulkBytes)}
}

// Sweep forgets what nobody has asked for lately.
func (ed *Editor) Sweep(now time.Time) { ed.told.Sweep(now.Add(-toldFor)) }

// When gives an editor that changes a record only in a state to which the condition answers nil, and otherwise returns
// its error. The state is the one that the change meets: nothing comes in between. A nil condition always holds. It
// keeps neither the record nor what is in it.
func (ed *Editor) When(condition func(*crm.Record) error) *Editor {
	only := *ed
	only.when = condition
	return &only
}

// authorize gives the same answer for an absent record and for one that the user may not read.
func authorize(v *live.Visit, user *crm.User, action crm.Action) error {
	switch {
	case !v.Exists() || !user.May(crm.ActionRead, v.Projection().Row):
		return crm.ErrNotFound
	case !user.May(action, v.Projection().Row):
		return crm.ErrForbidden
	}
	return nil
}
