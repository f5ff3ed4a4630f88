package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/sync/cluster/beat"
)

// pushers makes writers of records in regions, of n edits each: number i writes the i-th record, in the region that
// region says.
func (r *regions) pushers(ctx context.Context, ids []crm.ID, n int, region func(i int) int) (all []*pusher, err error) {
	for i, id := range ids {
		a := r.accounts[region(i)]
		w, err := newPusher(ctx, a[i%len(a)], id, n, countFields)
		if err != nil {
			return nil, fmt.Errorf("prepare a writer: %w", err)
		}
		all = append(all, w)
	}
	return all, nil
}

// healed measures how long it takes after a cut until content is equal and rows go on.
func (r *regions) healed(ctx context.Context) error {
	ids, err := r.accounts[0][0].shared(ctx, "listings", r.writers)
	if err != nil {
		return err
	}
	writers, err := r.pushers(ctx, ids, r.sizes.regions.cut, func(i int) int { return []int{0, 2}[i%2] })
	if err != nil {
		return err
	}
	r.cut(2, true)
	_, err = push(ctx, writers, r.window)
	if err == nil {
		err = until(ctx, agreeTime, func() bool {
			s, err := r.status(ctx, 2)
			return err == nil && s.Rows == beat.RowsUnavailable
		})
	}
	r.cut(2, false)
	if err != nil {
		return err
	}
	began := time.Now()
	if err := r.alike(ctx, ids); err != nil {
		return err
	}
	r.report.judge(fmt.Sprintf("a cut with %d edits on both sides, healed, until content is equal",
		len(writers)*r.sizes.regions.cut), ms(time.Since(began)), ms(mostHealed), time.Since(began) <= mostHealed)
	if err := until(ctx, agreeTime, func() bool {
		id, _, err := r.personal(ctx, 2)
		return err == nil && r.revoke(ctx, 2, id) == nil
	}); err != nil {
		return err
	}
	took := time.Since(began)
	r.report.judge("… until the region that was cut off changes rows", ms(took), ms(mostHealed), took <= mostHealed)
	return r.agree(ctx)
}

// alike waits until records have the same heads in all regions.
func (r *regions) alike(ctx context.Context, ids []crm.ID) error {
	for _, id := range ids {
		if err := until(ctx, 5*agreeTime, func() bool {
			var heads []string
			for i := range r.servers {
				var shown struct{ Heads []string }
				body, _, err := r.accounts[i][0].get(ctx, "/listings/"+id.String())
				if err != nil || json.Unmarshal(body, &shown) != nil {
					return false
				}
				heads = append(heads, fmt.Sprint(shown.Heads))
			}
			return heads[0] == heads[1] && heads[1] == heads[2]
		}); err != nil {
			return fmt.Errorf("a record differs between regions: %w", err)
		}
	}
	return nil
}

// behind measures how long a region takes to take in what it has missed.
func (r *regions) behind(ctx context.Context) error {
	writers := 4 * r.writers
	ids, err := r.accounts[0][0].shared(ctx, "listings", writers)
	if err != nil {
		return err
	}
	made := r.sizes.regions.missed / 100 // new records, of two changes each
	edits, err := r.pushers(ctx, ids, (r.sizes.regions.missed-2*made)/writers, func(int) int { return 0 })
	if err != nil {
		return err
	}
	r.cut(2, true)
	_, err = push(ctx, edits, r.window)
	for n := 0; err == nil && n < made; n++ {
		err = r.accounts[0][n%3].post(ctx, "/leads", map[string]any{"fields": map[string]any{
			"name": fmt.Sprint("Lead ", n), "email": "lead@example.test", "source": "web", "stage": "new"}},
			new(json.RawMessage))
	}
	r.cut(2, false)
	if err != nil {
		return err
	}
	began := time.Now()
	err = r.alike(ctx, ids)
	if err == nil {
		err = until(ctx, 5*agreeTime, func() bool {
			here, hereErr := r.leads(ctx, 0)
			there, thereErr := r.leads(ctx, 2)
			return hereErr == nil && thereErr == nil && here == there
		})
	}
	if err != nil {
		return fmt.Errorf("a region stays behind: %w: %s", err, r.servers[2].tail())
	}
	took := time.Since(began)
	r.report.judge(fmt.Sprintf("%d changes behind, %d new records among them, until all is in",
		r.sizes.regions.missed, made), ms(took), ms(mostBehind), took <= mostBehind)
	return r.agree(ctx)
}

// leads counts the leads of a region.
func (r *regions) leads(ctx context.Context, region int) (total int, err error) {
	body, _, err := r.accounts[region][0].get(ctx, "/leads?limit=1")
	if err != nil {
		return 0, err
	}
	var shown page
	err = json.Unmarshal(body, &shown)
	return shown.Total, err
}

// aloneEdits measures one server's edits in a second, and its memory when idle.
func (s *suite) aloneEdits(ctx context.Context) (rate float64, idle int64, err error) {
	data, err := s.filled(ctx, s.catalog)
	if err == nil {
		data, err = s.copied("alone", data)
	}
	if err != nil {
		return 0, 0, err
	}
	p, err := s.readyRoomkey(ctx, data)
	if err != nil {
		return 0, 0, err
	}
	defer p.stop()
	accounts, err := p.signIn(ctx, demo.Agent1, demo.Agent2, demo.Lead)
	if err == nil {
		err = settle(ctx)
	}
	if err != nil {
		return 0, 0, err
	}
	used, err := p.usage()
	if err != nil {
		return 0, 0, err
	}
	r := &regions{suite: s, servers: []*server{p}, accounts: [][]*account{accounts}}
	ids, err := accounts[0].shared(ctx, "listings", 3*s.sizes.regions.writers)
	if err != nil {
		return 0, 0, err
	}
	writers, err := r.pushers(ctx, ids, s.editsEach, func(int) int { return 0 })
	if err != nil {
		return 0, 0, err
	}
	took, err := push(ctx, writers, s.window)
	return float64(len(writers)*s.editsEach) / took.Seconds(), used.resident, err
}

// across measures the edits of all regions in a second, until all have them.
func (r *regions) across(ctx context.Context, alone float64) error {
	ids, err := r.accounts[0][0].shared(ctx, "listings", 3*r.sizes.regions.writers)
	if err != nil {
		return err
	}
	writers, err := r.pushers(ctx, ids, r.editsEach, func(i int) int { return i % 3 })
	if err != nil {
		return err
	}
	began := time.Now()
	if _, err := push(ctx, writers, r.window); err != nil {
		return err
	}
	if err := r.alike(ctx, ids); err != nil {
		return err
	}
	rate := float64(len(writers)*r.editsEach) / time.Since(began).Seconds()
	r.report.compare("edits a second in three regions, until all have them", fmt.Sprintf("%.0f", rate),
		fmt.Sprintf("%.0f, a third of one's", alone/3), fmt.Sprintf("%.2f", rate/(alone/3)))
	r.report.require(fmt.Sprint(leastOfThird), rate >= leastOfThird*alone/3)
	return nil
}
