package store

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"roomkey/crm"
)

// SettingsDue tells, by a value, that ChangedSettings has more. One goroutine at most may receive.
func (s *Settings) SettingsDue() <-chan struct{} { return s.changes.due }

// SettingsChanged is the number of the last change that ChangedSettings would give.
func (s *Settings) SettingsChanged(ctx context.Context) (last uint64, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	err = s.db.reader.row(ctx, `SELECT last FROM setting_counter`).Scan(&last)
	return last, classify("read settings", err)
}

// ChangedSettings gives settings that have changed after a change, in the order of their last changes: at most that
// many, and no further ones after about so many bytes.
func (s *Settings) ChangedSettings(ctx context.Context, after uint64, most, bytes int) (page crm.SettingPage,
	err error) {
	err = s.db.reader.snapshot(ctx, "read settings", func(ctx context.Context, tx querier) error {
		page = crm.SettingPage{After: after, Through: after, Last: true}
		rows, err := tx.QueryContext(ctx, `SELECT user, kind, name, value, at, region, changed FROM user_settings
			WHERE changed > ? ORDER BY changed LIMIT ?`, int64(after), most+1)
		size := 0
		return each(rows, err, func(row rowScanner) error {
			if !page.Last {
				return nil
			}
			setting, changed, err := scanSetting(row)
			if err != nil {
				return err
			}
			if len(page.Settings) == most || size >= bytes {
				page.Last = false
				return nil
			}
			size += len(setting.Name) + len(setting.Value)
			page.Settings, page.Through = append(page.Settings, setting), changed
			return nil
		})
	})
	return page, err
}

func scanSetting(row rowScanner) (s crm.Setting, changed uint64, err error) {
	var user []byte
	var kind int
	var at int64
	if err := row.Scan(&user, &kind, &s.Name, (*[]byte)(&s.Value), &at, &s.Region, &changed); err != nil {
		return s, 0, err
	}
	if s.User, err = toID(user); err != nil {
		return s, 0, err
	}
	if kind == settingRead {
		s.Notification, err = crm.ParseID(s.Name)
		s.Name = ""
		return s, changed, err
	}
	s.At = fromMicros(at)
	return s, changed, nil
}

// TakeSettings takes in what another region tells of settings, and tells the rooms of the users.
func (s *Settings) TakeSettings(ctx context.Context, page crm.SettingPage) (taken crm.SettingsTaken, err error) {
	told := len(page.Settings)
	page.Settings = slices.DeleteFunc(slices.Clone(page.Settings), s.refuses)
	taken.Refused = told - len(page.Settings)
	// What is known comes again: that must not hold up writes.
	if page.Settings, err = s.newOf(ctx, page.Settings); err != nil || len(page.Settings) == 0 {
		return taken, err
	}
	defer s.changes.tell()
	taken.Unknown, err = posted(ctx, s.rooms, "take in settings", func(b *batch) (bool, []crm.Event, error) {
		t := settingTaking{batch: b, users: map[crm.ID]*settingsTaken{}}
		for i := range page.Settings {
			if err := t.one(&page.Settings[i]); err != nil {
				return false, nil, err
			}
		}
		events, err := t.finish()
		return t.unknown, events, err
	})
	return taken, err
}

// refuses reports whether another region's setting is of no use: see crm.SettingsTaken.
func (s *Settings) refuses(setting crm.Setting) bool {
	return setting.Notification.IsZero() && (len(setting.Name) > crm.MaxPreferenceName ||
		setting.At.After(s.db.now().Add(maxClockAhead)))
}

// newOf returns those of another region's settings that may change something here.
func (s *Settings) newOf(ctx context.Context, settings []crm.Setting) (some []crm.Setting, err error) {
	err = s.db.reader.snapshot(ctx, "look for settings", func(ctx context.Context, tx querier) error {
		some = nil
		for i := range settings {
			counts, err := countsHere(tx.QueryRowContext(ctx, selectSetting, settingKey(&settings[i])...), &settings[i])
			if err != nil {
				return err
			}
			if counts {
				some = append(some, settings[i])
			}
		}
		return nil
	})
	return some, err
}

const selectSetting = `SELECT at, region FROM user_settings WHERE user = ? AND kind = ? AND name = ?`

func settingKey(s *crm.Setting) []any {
	if s.Notification.IsZero() {
		return []any{keyID(s.User), settingPreference, s.Name}
	}
	return []any{keyID(s.User), settingRead, s.Notification.String()}
}

// countsHere reports whether another region's setting counts more than what is here of it.
func countsHere(here rowScanner, s *crm.Setting) (bool, error) {
	var at int64
	var region string
	err := here.Scan(&at, &region)
	if absent(err) {
		return true, nil
	}
	return err == nil && s.Notification.IsZero() && cmp.Or(cmp.Compare(micros(s.At), at),
		cmp.Compare(s.Region, region)) > 0, err
}

// settingTaking takes in settings within a transaction.
type settingTaking struct {
	*batch
	users   map[crm.ID]*settingsTaken // nil: not known here
	unknown bool
}

// settingsTaken is what is new of a user.
type settingsTaken struct {
	preferences bool
	marks       bool     // more notifications were read
	read        []crm.ID // those of them that are here
}

func (t *settingTaking) one(s *crm.Setting) error {
	taken, err := t.user(s.User)
	switch {
	case err != nil:
		return err
	case taken == nil:
		t.unknown = true
		return nil
	}
	counts, err := countsHere(t.row(selectSetting, settingKey(s)...), s)
	switch {
	case err != nil || !counts:
		return err
	case s.Notification.IsZero():
		taken.preferences = true
		return noteSetting(t.batch, s.User, settingPreference, s.Name, s.Value, micros(s.At), s.Region)
	default:
		return t.mark(s, taken)
	}
}

func (t *settingTaking) user(id crm.ID) (*settingsTaken, error) {
	taken, looked := t.users[id]
	if looked {
		return taken, nil
	}
	var known bool
	if err := t.row(`SELECT EXISTS (SELECT 1 FROM users WHERE id = ?)`, keyID(id)).Scan(&known); err != nil {
		return nil, err
	}
	if known {
		taken = &settingsTaken{}
		region, _ := regionOf(t.batch)
		if err := noteOfBefore(t.batch, id, region); err != nil {
			return nil, err
		}
	}
	t.users[id] = taken
	return taken, nil
}

// mark takes in that a notification was read, which may come later.
func (t *settingTaking) mark(s *crm.Setting, taken *settingsTaken) error {
	taken.marks = true
	if err := noteSetting(t.batch, s.User, settingRead, s.Notification.String(), nil, 0, ""); err != nil {
		return err
	}
	there, err := markRead(t.batch, s.User, s.Notification)
	if there {
		taken.read = append(taken.read, s.Notification)
	}
	return err
}

// finish brings what is shown up to date, and has the users' rooms told.
func (t *settingTaking) finish() (events []crm.Event, err error) {
	for _, user := range slices.SortedFunc(maps.Keys(t.users), compareIDs) {
		taken := t.users[user]
		if taken != nil && taken.preferences {
			if err := t.show(user); err != nil {
				return nil, err
			}
			events = append(events, settingsEvent(t.batch, crm.UserRoom(user), crm.EventPreferences, user))
		}
		if taken != nil && taken.marks {
			if err := boundReadMarks(t.batch, user); err != nil {
				return nil, err
			}
		}
		if taken != nil && len(taken.read) > 0 {
			events = append(events, readEvent(t.batch, user, taken.read))
		}
	}
	return events, nil
}

// show brings a user's preferences up to date.
func (t *settingTaking) show(user crm.ID) error {
	if err := boundPreferences(t.batch, user); err != nil {
		return err
	}
	values, last, err := joinPreferences(t.batch, user)
	if err != nil {
		return err
	}
	return storePreferences(t.batch, user, values, last)
}
