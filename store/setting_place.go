package store

import (
	"context"
	"encoding/json"

	"roomkey/crm"
)

// Keys of meta, in JSON.
const (
	metaSettingStarts = "setting_starts" // []crm.SettingStart
	metaSettingPlaces = "setting_places" // how far this database has other regions' settings
)

// maxSettingStarts is how many starts of its own a region remembers. Whoever has heard of none of them begins at first.
const maxSettingStarts = 64

// StartSettings notes a start, as which numbers of changes are told from now on, and lists the last ones.
func (s *Settings) StartSettings(ctx context.Context, boot uint64) ([]crm.SettingStart, error) {
	return updated(ctx, s.db, "note a start", func(b *batch) (starts []crm.SettingStart, err error) {
		if err := readMeta(b.row(selectMeta, metaSettingStarts), &starts); err != nil {
			return nil, err
		}
		starts = append(starts, crm.SettingStart{Boot: boot, Last: s.opened})
		starts = starts[max(0, len(starts)-maxSettingStarts):]
		return starts, writeMeta(b, metaSettingStarts, starts)
	})
}

// SettingPlaces is what KeepSettingPlaces has kept.
func (s *Settings) SettingPlaces(ctx context.Context) (places map[string][2]uint64, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	err = readMeta(s.db.reader.row(ctx, selectMeta, metaSettingPlaces), &places)
	return places, classify("read places of settings", err)
}

// KeepSettingPlaces keeps, by region, up to which of its changes of settings this database has them: a boot of the
// region, and the number that it counted.
func (s *Settings) KeepSettingPlaces(ctx context.Context, places map[string][2]uint64) error {
	return s.db.update(ctx, "keep places of settings", func(b *batch) error {
		return writeMeta(b, metaSettingPlaces, places)
	})
}

const selectMeta = `SELECT value FROM meta WHERE key = ?`

func readMeta(row rowScanner, into any) error {
	var text []byte
	err := row.Scan(&text)
	if absent(err) {
		return nil
	}
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	return err
}

func writeMeta(b *batch, key string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return setMeta(b, key, text)
}
