package store

import (
	"context"
	"encoding/binary"
	"maps"
	"slices"

	"roomkey/crm"
)

// Keys of meta, of what the other regions are told that was read before they were there.
const (
	metaReadTold = "read_marks_told" // all of it is noted
	metaReadUpTo = "read_marks_upto" // the number of the last notification that was looked at, of 8 bytes
)

// How much of what was set before there were several regions one transaction looks at.
const (
	notedMarks = 250
	notedUsers = 25
)

// begin notes which change was the last one before this start, and forgets, where there is one region, what was told to
// others and heard of them.
func (s *Settings) begin(ctx context.Context) error {
	return s.db.update(ctx, "begin to tell of settings", func(b *batch) error {
		if err := b.row(`SELECT last FROM setting_counter`).Scan(&s.opened); err != nil {
			return err
		}
		if _, several := regionOf(b); several {
			return nil
		}
		return b.exec(`DELETE FROM meta WHERE key IN (?, ?, ?, ?)`, metaReadTold, metaReadUpTo, metaSettingStarts,
			metaSettingPlaces)
	})
}

// NoteOfBefore has the other regions told of what was set here without them: all of it the first time, and what the
// version before has written, which knew nothing of them. It works in small transactions, other writes go on between
// them, and after an end of ctx the next call goes on. One call at most may be under way.
func (s *Settings) NoteOfBefore(ctx context.Context) error {
	for more := true; more; {
		var err error
		more, err = updated(ctx, s.db, "note what was read", noteReadOfBefore)
		if err != nil {
			return err
		}
		s.changes.tell()
	}
	var after crm.ID
	for {
		users, err := s.unnoted(ctx, after)
		if err != nil || len(users) == 0 {
			return err
		}
		after = users[len(users)-1]
		err = s.db.update(ctx, "note preferences", func(b *batch) error {
			region, _ := regionOf(b)
			for _, user := range users {
				if err := noteOfBefore(b, user, region); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		s.changes.tell()
	}
}

// noteReadOfBefore notes which of the next notifications were read.
func noteReadOfBefore(b *batch) (more bool, err error) {
	var done bool
	err = b.row(`SELECT EXISTS (SELECT 1 FROM meta WHERE key = ?)`, metaReadTold).Scan(&done)
	if err != nil || done {
		return false, err
	}
	var at []byte
	err = b.row(`SELECT value FROM meta WHERE key = ?`, metaReadUpTo).Scan(&at)
	if err != nil && !absent(err) {
		return false, err
	}
	last := int64(0)
	if len(at) == 8 {
		last = int64(binary.BigEndian.Uint64(at))
	}
	unmarked := map[crm.ID][]crm.ID{}
	looked := 0
	rows, err := b.query(`SELECT num, user, id, read FROM notifications WHERE num > ? ORDER BY num LIMIT ?`, last,
		notedMarks)
	err = each(rows, err, func(row rowScanner) error {
		var blobs [2][]byte
		var read bool
		if err := row.Scan(&last, &blobs[0], &blobs[1], &read); err != nil {
			return err
		}
		looked++
		var user, id crm.ID
		err := toIDs(blobs[:], &user, &id)
		if read {
			unmarked[user] = append(unmarked[user], id)
		}
		return err
	})
	if err != nil {
		return false, err
	}
	for _, user := range slices.SortedFunc(maps.Keys(unmarked), compareIDs) {
		if err := noteRead(b, user, unmarked[user]); err != nil {
			return false, err
		}
	}
	if looked == notedMarks {
		return true, setMeta(b, metaReadUpTo, binary.BigEndian.AppendUint64(nil, uint64(last)))
	}
	return false, setMeta(b, metaReadTold, []byte{1})
}

// unnoted are the next users whose preferences are later than what is told of them.
func (s *Settings) unnoted(ctx context.Context, after crm.ID) ([]crm.ID, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	users, err := scanIDs(s.db.reader.query(ctx, `SELECT user FROM preferences WHERE user > ? AND at > (SELECT
		coalesce(max(at), -1) FROM user_settings WHERE user = preferences.user AND kind = ?) ORDER BY user LIMIT ?`,
		keyID(after), settingPreference, notedUsers))
	return users, classify("look for preferences", err)
}
