package store

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"roomkey/crm"
)

// Bounds of what is kept of each user's preferences, of those that have a value, shown or not, and of those that were
// taken out.
const (
	maxPreferencesKept     = 1000
	maxPreferenceBytesKept = 4 * crm.MaxPreferences // with their names
)

// maxClockAhead is how far another region's clock may be ahead of this one's. What was written at a later time is not
// taken in: nobody could replace it for as long.
const maxClockAhead = 24 * time.Hour

// notePreferences stores, by name, what makes a user's preferences others than they were, as written now and here. What
// was known here of a name counts as written before, whatever the clock was where that happened. What was not shown,
// since it did not fit, counts as taken out: the user has not seen it.
func notePreferences(b *batch, user crm.ID, before, after json.RawMessage, now int64, region string) error {
	old, err := membersOf(before)
	if err != nil {
		return err
	}
	members, err := membersOf(after)
	if err != nil {
		return err
	}
	there, err := preferencesThere(b, user)
	if err != nil {
		return err
	}
	for name := range there {
		if members[name] == nil {
			members[name] = nil // it was taken out
		}
	}
	takenOut := false
	for _, name := range slices.Sorted(maps.Keys(members)) {
		value := members[name]
		if value != nil && there[name] && bytes.Equal(old[name], value) || len(name) > crm.MaxPreferenceName {
			continue
		}
		if err := notePreference(b, user, name, value, now, region); err != nil {
			return err
		}
		takenOut = takenOut || value == nil
	}
	if !takenOut {
		return nil
	}
	return boundPreferences(b, user)
}

func notePreference(b *batch, user crm.ID, name string, value json.RawMessage, now int64, region string) error {
	var last int64
	err := b.row(`SELECT at FROM user_settings WHERE user = ? AND kind = ? AND name = ?`, keyID(user),
		settingPreference, name).Scan(&last)
	if err != nil && !absent(err) {
		return err
	}
	at := now
	if last >= now && last < now+maxClockAhead.Microseconds() {
		at = last + 1
	}
	return noteSetting(b, user, settingPreference, name, value, at, region)
}

// preferencesThere are the names of a user's preferences that have a value, also of those that are not shown.
func preferencesThere(b *batch, user crm.ID) (map[string]bool, error) {
	there := make(map[string]bool)
	rows, err := b.query(`SELECT name FROM user_settings WHERE user = ? AND kind = ? AND value IS NOT NULL`,
		keyID(user), settingPreference)
	err = each(rows, err, func(row rowScanner) error {
		var name string
		err := row.Scan(&name)
		there[name] = true
		return err
	})
	return there, err
}

// noteOfBefore notes a user's preferences if they are later than what is told of them.
func noteOfBefore(b *batch, user crm.ID, region string) error {
	last, err := lastPreference(b, user)
	if err != nil {
		return err
	}
	var at int64
	var written json.RawMessage
	err = b.row(`SELECT at, data FROM preferences WHERE user = ? AND at > ?`, keyID(user), last).
		Scan(&at, (*[]byte)(&written))
	if absent(err) {
		return nil
	}
	if err != nil {
		return err
	}
	before, _, err := joinPreferences(b, user)
	if err != nil {
		return err
	}
	return notePreferences(b, user, before, written, at, region)
}

// boundPreferences forgets the preferences that were written first where there are too many, or too long ones. Which
// these are depends on nothing but what was written, so that regions which know the same forget the same.
func boundPreferences(b *batch, user crm.ID) error {
	return b.exec(`DELETE FROM user_settings WHERE user = ?1 AND kind = ?2 AND name IN (
		SELECT name FROM (
			SELECT name, row_number() OVER newest AS place,
				sum(octet_length(name) + ifnull(octet_length(value), 0)) OVER newest AS bytes
			FROM user_settings WHERE user = ?1 AND kind = ?2
			WINDOW newest AS (PARTITION BY value IS NULL ORDER BY at DESC, region DESC, name))
		WHERE place > ?3 OR bytes > ?4 OR octet_length(name) > ?5)`, keyID(user), settingPreference,
		maxPreferencesKept, maxPreferenceBytesKept, crm.MaxPreferenceName)
}

// membersOf are the members of an object without white space; none of nil.
func membersOf(object json.RawMessage) (members map[string]json.RawMessage, err error) {
	members = make(map[string]json.RawMessage)
	if object != nil {
		err = json.Unmarshal(object, &members)
	}
	return members, err
}

// joinPreferences makes a user's preferences of those that regions have told of, and says when the last one of them was
// written. Where they are too many or too long together, those that were written last are shown. The others come back
// when there is room: what displaces them may be gone already where it was written.
func joinPreferences(b *batch, user crm.ID) (values json.RawMessage, last int64, err error) {
	shown := make(map[string]json.RawMessage)
	size := len("{}")
	rows, err := b.query(`SELECT name, value FROM user_settings WHERE user = ? AND kind = ? AND value IS NOT NULL
		ORDER BY at DESC, region DESC, name`, keyID(user), settingPreference)
	err = each(rows, err, func(row rowScanner) error {
		var name string
		var value []byte
		if err := row.Scan(&name, &value); err != nil {
			return err
		}
		more := crm.PreferenceSize(name, value)
		if len(shown) > 0 {
			more += len(",")
		}
		if size+more <= crm.MaxPreferences && len(shown) < crm.MaxPreferenceNames {
			size += more
			shown[name] = bytes.Clone(value)
		}
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	last, err = lastPreference(b, user)
	return crm.JoinPreferences(shown), last, err
}

// lastPreference says when the last of a user's preferences was written, or taken out; -1: nothing is known of any.
func lastPreference(b *batch, user crm.ID) (last int64, err error) {
	err = b.row(`SELECT coalesce(max(at), -1) FROM user_settings WHERE user = ? AND kind = ?`, keyID(user),
		settingPreference).Scan(&last)
	return last, err
}

// storePreferences stores a user's preferences as they are shown.
func storePreferences(b *batch, user crm.ID, values json.RawMessage, at int64) error {
	return b.exec(`INSERT INTO preferences (user, revision, at, data) VALUES (?, 1, ?, ?)
		ON CONFLICT DO UPDATE SET revision = revision + 1, at = excluded.at, data = excluded.data`, keyID(user), at,
		[]byte(values))
}
