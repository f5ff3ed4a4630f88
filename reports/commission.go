package reports

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// Earned is what one agent's escrows of one month come to. Amounts are in cents.
type Earned struct {
	Month  string // 2026-11
	Agent  crm.ID
	Count  int
	Price  int64 // of all
	GCI    int64 // gross commission of those whose commission may be read
	Net    int64 // … after referral, splits and fees
	Hidden int   // escrows whose commission the user may not read
	Absent int   // escrows that have none yet
}

// Statuses of escrows.
var (
	open   = []string{"open", "contingent", "clear_to_close"}
	closed = []string{"closed"}
)

// Commission sums up the escrows that closed within the period, archived ones too, by month and owner.
func (r *Reports) Commission(ctx context.Context, asked *Asked) ([]Earned, error) {
	return r.earned(ctx, asked, closed, []string{"actualCloseDate", "closeOfEscrowDate"})
}

// Forecast sums up the open escrows that are to close within the period, by month and owner.
func (r *Reports) Forecast(ctx context.Context, asked *Asked) ([]Earned, error) {
	return r.earned(ctx, asked, open, []string{"closeOfEscrowDate", "closeOfEscrowDate"})
}

// month names a row of the report.
type month struct {
	name  string
	agent crm.ID
}

// chunk is how many records are read at one moment.
const chunk = 256

// earned sums up escrows by the first of two dates that they have.
func (r *Reports) earned(ctx context.Context, asked *Asked, statuses, dates []string) ([]Earned, error) {
	rows := make(map[month]*Earned)
	of := make(map[crm.ID]*Earned)
	var ids []crm.ID
	fields := append([]string{"status", "purchasePrice"}, dates...)
	err := r.tally(ctx, asked, "escrow", fields, func(t *store.Tallied) {
		at := t.Time(2)
		if at.IsZero() {
			at = t.Time(3)
		}
		if !slices.Contains(statuses, t.Text(0)) || at.IsZero() || !asked.Period.Holds(at) {
			return
		}
		key := month{at.Format("2006-01"), t.Row().Owner}
		if rows[key] == nil {
			rows[key] = &Earned{Month: key.name, Agent: key.agent}
		}
		price, _ := t.Number(1)
		rows[key].Count++
		rows[key].Price += int64(price)
		of[t.ID()], ids = rows[key], append(ids, t.ID())
	})
	if err != nil {
		return nil, err
	}
	for part := range slices.Chunk(ids, chunk) {
		if err := r.addCommission(ctx, asked.User, part, of); err != nil {
			return nil, err
		}
	}
	list := make([]Earned, 0, len(rows))
	for _, row := range rows {
		list = append(list, *row)
	}
	slices.SortFunc(list, func(a, b Earned) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), bytes.Compare(a.Agent[:], b.Agent[:]))
	})
	return list, nil
}

// addCommission adds the commission of escrows to their rows, where the user may read it.
func (r *Reports) addCommission(ctx context.Context, user *crm.User, ids []crm.ID, of map[crm.ID]*Earned) error {
	records, err := r.source.Records(ctx, ids)
	if err != nil {
		return err
	}
	for _, record := range records {
		row, seen := of[record.ID], record.For(user)
		if seen == nil || !seen.Access().ReadsPrivate() {
			row.Hidden++
			continue
		}
		_, private, err := seen.Values()
		if err != nil {
			return err
		}
		var commission struct {
			GCI *int64 `json:"gci"`
			Net int64  `json:"net"`
		}
		if raw := private["commission"]; len(raw) == 0 || json.Unmarshal(raw, &commission) != nil ||
			commission.GCI == nil {
			row.Absent++
			continue
		}
		row.GCI += *commission.GCI
		row.Net += commission.Net
	}
	return nil
}

// Months gives the days from the first of the month before n-1 others to the last of the month after n-1 others.
func Months(now time.Time, before, after int) Period {
	first := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	return Period{From: first.AddDate(0, -before, 0), To: first.AddDate(0, after+1, -1)}
}
