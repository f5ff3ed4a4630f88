package store

import (
	"context"
	"errors"

	"roomkey/crm"
)

// Part makes the data of a directory that of one region, for good. Its ledger gets an entry that the other regions have
// not, so that nobody takes one for the other any more. It does nothing to data of one region. crm.CodeConflict: a
// server runs on the directory.
func Part(ctx context.Context, o Options) error {
	lock, err := lockDir(o.Dir)
	if err != nil {
		return err
	}
	defer lock.Close()
	o.Serve = false
	s, err := Open(ctx, o)
	if err != nil {
		return err
	}
	return errors.Join(s.part(ctx), s.Close())
}

// entryParted is the first entry of a region that has left the others.
var entryParted = writesRows[regionParted]("region.parted")

// regionParted writes nothing: it is there to differ.
type regionParted struct{}

func (*regionParted) apply(*applying) error { return nil }

func (l *RowLedger) part(ctx context.Context) error {
	return l.db.update(ctx, "part from the regions", func(b *batch) error {
		if !b.ledger.several {
			return nil
		}
		b.stale = true
		planned := plannedWrite{entryParted, crm.ID{}, &regionParted{}}
		if err := b.addEntry(l.db.newID(), b.now, planned); err != nil {
			return err
		}
		return b.exec(`DELETE FROM meta WHERE key = ?`, metaRegions)
	})
}
