package store

import (
	"context"
	"time"

	"roomkey/crm"
)

// CalendarFeed says under which address a user's calendar is given out, if it is.
type CalendarFeed struct {
	Generation int64 // of the address: each new address has the next one
	Active     bool
	At         time.Time // since when
}

const selectCalendarFeed = `SELECT generation, active, at FROM calendar_feeds WHERE user = ?`

// CalendarFeed returns a user's feed; the zero value where there was never one.
func (s *Settings) CalendarFeed(ctx context.Context, user crm.ID) (CalendarFeed, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	found, err := scanCalendarFeed(s.db.reader.row(ctx, selectCalendarFeed, keyID(user)))
	return found, classify("read a calendar feed", err)
}

// RenewCalendarFeed gives a user's feed a new address, and makes the one before worth nothing.
func (s *Settings) RenewCalendarFeed(ctx context.Context, user crm.ID) (CalendarFeed, error) {
	return s.setCalendarFeed(ctx, "renew a calendar feed", user, true)
}

// EndCalendarFeed makes a user's feed end, under whatever address it was. It succeeds where there was none.
func (s *Settings) EndCalendarFeed(ctx context.Context, user crm.ID) error {
	_, err := s.setCalendarFeed(ctx, "end a calendar feed", user, false)
	return err
}

// endCalendarFeed is EndCalendarFeed within a transaction: whoever knows the address gets nothing by it any more.
func endCalendarFeed(b *batch, user crm.ID) error {
	return b.exec(`UPDATE calendar_feeds SET generation = generation + 1, active = 0, at = ? WHERE user = ? AND active`,
		b.now, keyID(user))
}

func (s *Settings) setCalendarFeed(ctx context.Context, doing string, user crm.ID, active bool) (CalendarFeed,
	error) {
	return posted(ctx, s.rooms, doing, func(b *batch) (feed CalendarFeed, _ []crm.Event, err error) {
		err = b.exec(`INSERT INTO calendar_feeds (user, generation, active, at) VALUES (?, 1, ?, ?) ON CONFLICT DO
			UPDATE SET generation = generation + 1, active = excluded.active, at = excluded.at`, keyID(user), active, b.now)
		if err != nil {
			return feed, nil, err
		}
		feed, err = scanCalendarFeed(b.row(selectCalendarFeed, keyID(user)))
		return feed, nil, err
	})
}

func scanCalendarFeed(row rowScanner) (feed CalendarFeed, err error) {
	var at int64
	err = row.Scan(&feed.Generation, &feed.Active, &at)
	if absent(err) {
		return CalendarFeed{}, nil
	}
	feed.At = fromMicros(at)
	return feed, err
}
