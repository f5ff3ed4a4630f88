package store

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"roomkey/crm"
)

// Kinds of user_settings.
const (
	settingPreference = 0
	settingRead       = 1
)

// Bounds of what each user's settings leave behind, besides the preferences that count.
const (
	maxTakenOut  = 1000 // preferences that were taken out
	maxReadMarks = 1000 // notifications that were read, twice as many as are here
)

// settingChanges says that user_settings has changed.
type settingChanges struct{ due chan struct{} } // holds one

func (c *settingChanges) tell() {
	select {
	case c.due <- struct{}{}:
	default: // it was told already
	}
}

// regionOf reports whether several regions have this database's content, and names this one.
func regionOf(b *batch) (region string, several bool) {
	return b.log.own.Region, b.log.own.Region != ""
}

// noteSetting stores a setting, as the last change of this region.
func noteSetting(b *batch, user crm.ID, kind int, name string, value json.RawMessage, at int64, region string) error {
	if err := b.exec(`UPDATE setting_counter SET last = last + 1`); err != nil {
		return err
	}
	var stored any // NULL for nil
	if value != nil {
		stored = []byte(value)
	}
	return b.exec(`INSERT INTO user_settings (user, kind, name, value, at, region, changed)
		SELECT ?, ?, ?, ?, ?, ?, last FROM setting_counter WHERE true
		ON CONFLICT DO UPDATE SET value = excluded.value, at = excluded.at, region = excluded.region,
			changed = excluded.changed`, keyID(user), kind, name, stored, at, region)
}

// notePreferences stores, by name, what makes a user's preferences others than they were, as written now and here. What
// was known here of a name counts as written before, whatever the clock was where that happened.
func notePreferences(b *batch, user crm.ID, before, after json.RawMessage, now int64, region string) error {
	old, err := membersOf(before)
	if err != nil {
		return err
	}
	members, err := membersOf(after)
	if err != nil {
		return err
	}
	for name := range old {
		if members[name] == nil {
			members[name] = nil // it was taken out
		}
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if bytes.Equal(old[name], members[name]) {
			continue
		}
		if err := notePreference(b, user, name, members[name], now, region); err != nil {
			return err
		}
	}
	return b.exec(`DELETE FROM user_settings WHERE user = ?1 AND kind = ?2 AND value IS NULL AND changed <= (
		SELECT changed FROM user_settings WHERE user = ?1 AND kind = ?2 AND value IS NULL
		ORDER BY changed DESC LIMIT 1 OFFSET ?3)`, keyID(user), settingPreference, maxTakenOut)
}

func notePreference(b *batch, user crm.ID, name string, value json.RawMessage, now int64, region string) error {
	var last int64
	err := b.row(`SELECT at FROM user_settings WHERE user = ? AND kind = ? AND name = ?`, keyID(user),
		settingPreference, name).Scan(&last)
	if err != nil && !absent(err) {
		return err
	}
	return noteSetting(b, user, settingPreference, name, value, max(now, last+1), region)
}

// membersOf are the members of an object without white space; none of nil.
func membersOf(object json.RawMessage) (members map[string]json.RawMessage, err error) {
	members = make(map[string]json.RawMessage)
	if object != nil {
		err = json.Unmarshal(object, &members)
	}
	return members, err
}

// joinPreferences makes a user's preferences of those that regions have told of, and says when the last one of them
// was written. Where they are too long together, those that were written last stay and the others are taken out, as if
// the user had done it here.
func joinPreferences(b *batch, user crm.ID, region string) (values json.RawMessage, last int64, err error) {
	type preference struct {
		name   string
		member []byte // with its name
		at     int64
	}
	var kept, beyond []preference
	size := len("{}")
	rows, err := b.query(`SELECT name, value, at FROM user_settings WHERE user = ? AND kind = ?
		ORDER BY at DESC, region DESC, name`, keyID(user), settingPreference)
	err = each(rows, err, func(row rowScanner) error {
		var p preference
		var value []byte
		if err := row.Scan(&p.name, &value, &p.at); err != nil {
			return err
		}
		last = max(last, p.at)
		if value == nil {
			return nil
		}
		p.member = append(append(quoted(p.name), ':'), value...)
		if size+len(p.member)+1 > crm.MaxPreferences+1 { // the first one has no comma
			beyond = append(beyond, p)
			return nil
		}
		size += len(p.member) + 1
		kept = append(kept, p)
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	for i := range beyond {
		if err := noteSetting(b, user, settingPreference, beyond[i].name, nil, beyond[i].at+1, region); err != nil {
			return nil, 0, err
		}
	}
	slices.SortFunc(kept, func(p, q preference) int { return strings.Compare(p.name, q.name) })
	values = append(values, '{')
	for i := range kept {
		if i > 0 {
			values = append(values, ',')
		}
		values = append(values, kept[i].member...)
	}
	return append(values, '}'), last, nil
}

// quoted is a text as JSON that no page of HTML holds.
func quoted(text string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a text can be encoded
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// storePreferences stores a user's preferences as they are shown.
func storePreferences(b *batch, user crm.ID, values json.RawMessage, at int64) error {
	return b.exec(`INSERT INTO preferences (user, revision, at, data) VALUES (?, 1, ?, ?)
		ON CONFLICT DO UPDATE SET revision = revision + 1, at = excluded.at, data = excluded.data`, keyID(user), at,
		[]byte(values))
}

// noteRead stores that a user has read notifications. Of each user the last ones are kept.
func noteRead(b *batch, user crm.ID, read []crm.ID) error {
	for _, id := range read {
		if err := noteSetting(b, user, settingRead, id.String(), nil, 0, ""); err != nil {
			return err
		}
	}
	return boundReadMarks(b, user)
}

func boundReadMarks(b *batch, user crm.ID) error {
	return b.exec(`DELETE FROM user_settings WHERE user = ?1 AND kind = ?2 AND changed <= (
		SELECT changed FROM user_settings WHERE user = ?1 AND kind = ?2 ORDER BY changed DESC LIMIT 1 OFFSET ?3)`,
		keyID(user), settingRead, maxReadMarks)
}

// readElsewhere reports whether a notification was read in another region before it came here.
func readElsewhere(b *batch, n *crm.Notice) (read bool, err error) {
	if _, several := regionOf(b); several {
		err = b.row(`SELECT EXISTS (SELECT 1 FROM user_settings WHERE user = ? AND kind = ? AND name = ?)`,
			keyID(n.User), settingRead, n.ID.String()).Scan(&read)
	}
	return read, err
}
