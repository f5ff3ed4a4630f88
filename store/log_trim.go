package store

import (
	"context"

	"roomkey/crm"
)

const (
	trimAtOnce = 10_000    // entries that one transaction deletes
	maxEntries = 2_000_000 // of all logs together; the oldest go, whoever lacks them: 120 MB
)

// AdvanceLogs notes how far other regions' logs are taken in. First is set where entries were not taken in one by one,
// but whole records compared: then the log begins after what it is advanced to.
func (l *ContentLog) AdvanceLogs(ctx context.Context, to []crm.LogSpan) error {
	return l.db.update(ctx, "advance the logs", func(b *batch) error {
		for _, span := range to {
			if span.Origin == b.log.own {
				continue
			}
			num, err := b.log.number(b.connection, span.Origin)
			if err == nil {
				err = b.exec(`UPDATE origins SET have = max(have, ?1), first = max(first, ?2) WHERE num = ?3`,
					span.Have, span.First, num)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// TrimLogs deletes the entries that every region has, up to Have of each span, and the oldest ones if there are too
// many of them. It works in small transactions.
func (l *ContentLog) TrimLogs(ctx context.Context, everybody []crm.LogSpan) error {
	spans, err := l.LogSpans(ctx)
	if err != nil {
		return err
	}
	total := uint64(0)
	for _, span := range spans {
		total += span.Have + 1 - min(span.First, span.Have+1)
	}
	for i := range spans {
		span := &spans[i]
		to := span.First - 1
		for _, known := range everybody {
			if known.Origin == span.Origin {
				to = max(to, min(known.Have, span.Have))
			}
		}
		length := span.Have + 1 - min(span.First, span.Have+1)
		if total > maxEntries { // each log gives its part
			to = max(to, span.Have-min(span.Have, length*maxEntries/total))
		}
		if err := l.trim(ctx, *span, to); err != nil {
			return err
		}
	}
	return nil
}

// trim deletes the entries of a log up to one.
func (l *ContentLog) trim(ctx context.Context, span crm.LogSpan, to uint64) error {
	for first := span.First; first <= to; first += trimAtOnce {
		until := min(to, first+trimAtOnce-1)
		err := l.db.update(ctx, "trim a log", func(b *batch) error {
			num, err := b.log.number(b.connection, span.Origin)
			if err == nil {
				err = b.exec(`DELETE FROM log WHERE num > ? AND num <= ?`, num<<seqBits, num<<seqBits|int64(until))
			}
			if err == nil {
				err = b.exec(`UPDATE origins SET first = max(first, ?) WHERE num = ?`, until+1, num)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
