package store

import (
	"cmp"
	"context"
)

const (
	metaRestored = "restored"  // there from a restore until a server has the database
	metaServedAs = "served_as" // the region whose server has the database, or had it last; absent: there was but one
)

// settle notes for which region a server has the database. If that is another region's, from a restore, it gives up
// what is that region's to do: it goes on there, and would be done twice. first is the first of the regions, which is
// the one that was there before there were several.
func (m *Metadata) settle(ctx context.Context, region, first string) error {
	served, err := m.Meta(ctx, metaServedAs)
	if err != nil {
		return err
	}
	restored, err := m.Meta(ctx, metaRestored)
	if err != nil || restored == nil && string(served) == region {
		return err
	}
	owner := cmp.Or(string(served), first)
	return m.db.update(ctx, "settle whose the data is", func(b *batch) error {
		if restored != nil && region != "" && owner != "" && owner != region {
			if err := leaveToOwner(b, owner); err != nil {
				return err
			}
		}
		// A region that is alone has its copies of others' tasks for itself.
		if err := b.exec(`UPDATE tasks SET region = '' WHERE region <> '' AND ?1 IN ('', region)`, region); err != nil {
			return err
		}
		if err := b.exec(`DELETE FROM meta WHERE key IN (?, ?)`, metaRestored, metaServedAs); err != nil {
			return err
		}
		if region == "" {
			return nil
		}
		return setMeta(b, metaServedAs, []byte(region))
	})
}

// leaveToOwner gives up deliveries that wait, and what waits for somebody's decision. Tasks that were running have
// failed by the restore; all are the owner's, which is asked about them.
func leaveToOwner(b *batch, owner string) error {
	if err := b.exec(`UPDATE tasks SET region = ? WHERE region = ''`, owner); err != nil {
		return err
	}
	// Nor can they be tried again, also by a region that is alone for a while: their own may do so.
	for _, text := range []string{`DELETE FROM task_inputs WHERE task IN (SELECT id FROM tasks WHERE region <> '')`,
		`DELETE FROM task_memos WHERE task IN (SELECT id FROM tasks WHERE region <> '')`,
		`UPDATE task_steps SET checkpoint = NULL WHERE task IN (SELECT id FROM tasks WHERE region <> '')`} {
		if err := b.exec(text); err != nil {
			return err
		}
	}
	err := b.exec(`UPDATE tasks SET forgotten = ?1 WHERE region <> '' AND forgotten < ?1`, lacksInput)
	if err != nil {
		return err
	}
	if err := b.exec(`DELETE FROM webhook_deliveries WHERE status = 'waiting'`); err != nil {
		return err
	}
	return keepAccepted(b, `p.open > 0`)
}
