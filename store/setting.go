package store

import (
	"encoding/json"

	"roomkey/crm"
)

// Kinds of user_settings.
const (
	settingPreference = 0
	settingRead       = 1
)

// maxReadMarks is how many notifications that a user has read are known, twice as many as are here.
const maxReadMarks = 1000

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
