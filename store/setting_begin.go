package store

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"roomkey/crm"
)

// begin has the other regions told of what was set here without them: all of it the first time, and what the version
// before has written, which knew nothing of them.
func (s *Settings) begin(ctx context.Context) error {
	return s.db.update(ctx, "begin to tell of settings", func(b *batch) error {
		region, several := regionOf(b)
		if !several {
			return b.exec(`DELETE FROM meta WHERE key = ?`, metaReadTold)
		}
		if err := beginReadMarks(b); err != nil {
			return err
		}
		return beginPreferences(b, region)
	})
}

// metaReadTold is there once other regions are told which notifications were read.
const metaReadTold = "read_marks_told"

func beginReadMarks(b *batch) error {
	told, err := b.change(`INSERT INTO meta (key, value) VALUES (?, x'01') ON CONFLICT DO NOTHING`, metaReadTold)
	if err != nil || told == 0 {
		return err
	}
	unmarked := map[crm.ID][]crm.ID{}
	rows, err := b.query(`SELECT user, id FROM notifications WHERE read = 1 ORDER BY num`)
	err = each(rows, err, func(row rowScanner) error {
		var blobs [2][]byte
		if err := row.Scan(&blobs[0], &blobs[1]); err != nil {
			return err
		}
		var user, id crm.ID
		err := toIDs(blobs[:], &user, &id)
		unmarked[user] = append(unmarked[user], id)
		return err
	})
	if err != nil {
		return err
	}
	for _, user := range slices.SortedFunc(maps.Keys(unmarked), compareIDs) {
		if err := noteRead(b, user, unmarked[user]); err != nil {
			return err
		}
	}
	return nil
}

// beginPreferences notes the preferences of users that are later than what is told of them.
func beginPreferences(b *batch, region string) error {
	type written struct {
		user   crm.ID
		at     int64
		values json.RawMessage
	}
	var untold []written
	rows, err := b.query(`SELECT user, at, data FROM preferences WHERE at > (SELECT coalesce(max(at), -1)
		FROM user_settings WHERE user = preferences.user AND kind = ?) ORDER BY user`, settingPreference)
	err = each(rows, err, func(row rowScanner) error {
		var w written
		var user []byte
		if err := row.Scan(&user, &w.at, (*[]byte)(&w.values)); err != nil {
			return err
		}
		w.user, err = toID(user)
		untold = append(untold, w)
		return err
	})
	if err != nil {
		return err
	}
	for _, w := range untold {
		before, _, err := joinPreferences(b, w.user, region)
		if err == nil {
			err = notePreferences(b, w.user, before, w.values, w.at, region)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
