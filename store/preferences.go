package store

import (
	"context"
	"encoding/json"
	"time"

	"roomkey/crm"
)

// Settings holds what users have set for themselves: preferences, and saved views of lists. It tells their devices when
// these change.
type Settings struct {
	db      *handle
	rooms   *RoomLog
	ledger  *RowLedger
	changes *settingChanges
	opened  uint64 // the last change before this start
}

// Preferences are what one user has set in the app.
type Preferences struct {
	Values json.RawMessage // an object; nil: nothing was ever set
	At     time.Time       // of the last write
}

// Preferences returns a user's preferences.
func (s *Settings) Preferences(ctx context.Context, user crm.ID) (Preferences, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	found, err := scanPreferences(s.db.reader.row(ctx, selectPreferences, keyID(user)))
	return found, classify("read preferences", err)
}

// SetPreferences replaces a user's preferences by what change makes of them, an object without white space and within
// the bounds of crm, and tells the user's room. Where there are several regions, only the members that are others than
// before count as written, and all are sorted by name. change runs within the transaction; after its error, which is
// returned, nothing is written.
func (s *Settings) SetPreferences(ctx context.Context, user crm.ID,
	change func(now Preferences) (json.RawMessage, error)) (Preferences, error) {
	defer s.changes.tell()
	return posted(ctx, s.rooms, "set preferences", func(b *batch) (after Preferences, _ []crm.Event, err error) {
		before, err := scanPreferences(b.row(selectPreferences, keyID(user)))
		if err != nil {
			return after, nil, err
		}
		written, err := change(before)
		if err != nil {
			return after, nil, err
		}
		at := b.now
		if region, several := regionOf(b); several {
			err = noteOfBefore(b, user, region)
			if err == nil {
				err = notePreferences(b, user, before.Values, written, b.now, region)
			}
			if err == nil {
				written, at, err = joinPreferences(b, user)
			}
		}
		if err == nil {
			err = storePreferences(b, user, written, at)
		}
		after = Preferences{Values: written, At: fromMicros(at)}
		return after, []crm.Event{settingsEvent(b, crm.UserRoom(user), crm.EventPreferences, user)}, err
	})
}

const selectPreferences = `SELECT at, data FROM preferences WHERE user = ?`

func scanPreferences(row rowScanner) (found Preferences, err error) {
	var at int64
	err = row.Scan(&at, (*[]byte)(&found.Values))
	if absent(err) {
		return Preferences{}, nil
	}
	found.At = fromMicros(at)
	return found, err
}

// settingsEvent says in a room that settings have changed, and whose doing it was. It holds none of them: who hears it
// asks again.
func settingsEvent(b *batch, room crm.Room, name string, by crm.ID) crm.Event {
	return crm.Event{Room: room, Name: name, At: fromMicros(b.now), Data: json.RawMessage(`{"by":"` + by.String() + `"}`)}
}
