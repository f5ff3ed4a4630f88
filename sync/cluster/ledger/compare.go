package ledger

import (
	"context"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// A question about the stream gets no answer while that elects a leader, and so a region that has just been started
// asks again soon. Regions that are far apart need longer for an answer, and so it waits longer each time.
const (
	compareFirst = 500 * time.Millisecond // for the first answer; for later ones half as long again, to appendTimeout
	compareAgain = 100 * time.Millisecond // until the next question
)

// errParted is why nothing is applied in a region that has entries of its own.
var errParted = crm.Errorf(crm.CodeUnavailable, "rows were changed in this region alone, without the others: "+
	"restore its folder from another region")

// compare makes sure that this region's last entry is the one that the others have at its place, and then lets appends
// begin. It waits until the stream answers. An entry that the stream does not hold is looked for in other regions; what
// nobody has can't be compared.
func (l *Ledger) compare(ctx context.Context) error {
	own, err := l.lastEntry(ctx)
	if err != nil {
		return err
	}
	for most := compareFirst; own != nil && ctx.Err() == nil; {
		limited, cancel := context.WithTimeout(ctx, most)
		subject, sealed, err := l.config.Rows.At(limited, own.Seq)
		if limited.Err() != nil {
			most = min(most*3/2, appendTimeout)
		}
		cancel()
		if err == nil {
			e, unopened := l.config.Port.OpenRow(own.Seq, subject, sealed)
			if unopened == nil && e.Hash() != own.Hash() {
				return errParted
			}
			if unopened == nil {
				break
			}
			err = unopened // sealed with a secret that is gone, perhaps
		}
		if code := crm.CodeOf(err); code == crm.CodeNotFound || code == crm.CodeInvalid {
			if err := l.compareElsewhere(ctx, own); err != nil {
				return err
			}
			break
		}
		wait(ctx, nil, compareAgain)
	}
	if ctx.Err() == nil {
		l.set(func() { l.known = true })
	}
	return nil
}

// lastEntry is this region's last entry; nil for an empty ledger.
func (l *Ledger) lastEntry(ctx context.Context) (*crm.OrderedEntry, error) {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	page, err := l.config.Store.LedgerPage(ctx, l.Position(), 1)
	if err != nil || len(page) == 0 {
		return nil, err
	}
	return &page[0], nil
}

// compareElsewhere asks the other regions for this region's last entry.
func (l *Ledger) compareElsewhere(ctx context.Context, own *crm.OrderedEntry) error {
	for _, region := range l.config.Regions {
		if region == l.config.Port.Region() {
			continue
		}
		page, err := l.ask(ctx, region, own.Seq)
		if err != nil || len(page) == 0 || page[0].Seq != own.Seq {
			continue
		}
		if page[0].Hash() != own.Hash() {
			return errParted
		}
		return nil
	}
	return nil
}

// ask asks a region for a page of its ledger. Errors: unavailable where it does not answer.
func (l *Ledger) ask(ctx context.Context, region string, from uint64) ([]crm.OrderedEntry, error) {
	ctx, cancel := context.WithTimeout(ctx, pullTimeout)
	defer cancel()
	answer, err := l.config.Port.Request(ctx, wire.LedgerSubject(region), wire.KindLedgerPull, crm.ID{},
		wire.EncodeNumber(from), wire.KindLedgerPage)
	if err != nil {
		return nil, err
	}
	page, err := wire.DecodeLedgerPage(answer.Payload)
	if err != nil {
		l.config.Port.Malformed()
	}
	return page, err
}
