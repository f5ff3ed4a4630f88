package store_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// settingRegion is one of several regions, with a clock of its own.
type settingRegion struct {
	*ledgerRegion
	t     *testing.T
	clock time.Time
	told  []crm.Event
	asked func() // when the clock is asked; nil: nothing
}

func (r *settingRegion) now() time.Time {
	if r.asked != nil {
		r.asked()
	}
	return r.clock
}

// settingRegions are two regions that know a user.
func settingRegions(t *testing.T) (a, b *settingRegion, user crm.ID) {
	t.Helper()
	o := newOrder()
	open := func(name string) *settingRegion {
		r := &settingRegion{t: t, clock: now}
		r.ledgerRegion = o.regionOf(t, store.Options{Serve: true, Region: name, Now: r.now})
		r.Announce(func(receipt crm.Receipt) { r.told = append(r.told, receipt.Events...) })
		return r
	}
	a, b = open("a"), open("b")
	u, _, _ := people(t, a.Store)
	if err := b.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	return a, b, u.ID
}

func (r *settingRegion) set(user crm.ID, values string) {
	r.t.Helper()
	_, err := r.SetPreferences(r.t.Context(), user,
		func(store.Preferences) (json.RawMessage, error) { return json.RawMessage(values), nil })
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *settingRegion) preferences(user crm.ID) string {
	r.t.Helper()
	found, err := r.Preferences(r.t.Context(), user)
	if err != nil {
		r.t.Fatal(err)
	}
	return string(found.Values)
}

// tells gives another region all that a region knows, a few settings at once.
func (r *settingRegion) tells(other *settingRegion) {
	r.t.Helper()
	for after, last := uint64(0), false; !last; {
		page, err := r.ChangedSettings(r.t.Context(), after, 3, 1<<20)
		if err == nil {
			_, err = other.TakeSettings(r.t.Context(), page)
		}
		if err != nil {
			r.t.Fatal(err)
		}
		after, last = page.Through, page.Last
	}
}

func TestSettings_OfTwoRegionsBecomeTheSame(t *testing.T) {
	t.Parallel()
	a, b, user := settingRegions(t)
	same := func(want string) {
		t.Helper()
		a.tells(b)
		b.tells(a)
		a.tells(b)
		if got := [...]string{a.preferences(user), b.preferences(user)}; got != [...]string{want, want} {
			t.Errorf("%s in a, %s in b, want %s", got[0], got[1], want)
		}
	}
	a.set(user, `{"theme":"dark","old":"<&>"}`)
	b.set(user, `{"size":1.50}`)
	same(`{"old":"<&>","size":1.50,"theme":"dark"}`) // each name is by itself
	a.clock = now.Add(time.Minute)
	b.set(user, `{"old":2,"size":3,"theme":"dark"}`)
	a.set(user, `{"size":4,"theme":"dark"}`)
	same(`{"size":4,"theme":"dark"}`) // the later counts, a removal too
	a.clock = now
	a.set(user, `{"size":5,"theme":"dark"}`)
	same(`{"size":5,"theme":"dark"}`) // although the clock was ahead before
	b.clock = now.Add(-time.Hour)
	b.set(user, `{"size":6,"theme":"dark"}`)
	same(`{"size":6,"theme":"dark"}`)
	a.clock, b.clock = now.Add(time.Hour), now.Add(time.Hour)
	a.set(user, `{"size":6,"theme":"a"}`)
	b.set(user, `{"size":6,"theme":"b"}`)
	same(`{"size":6,"theme":"b"}`) // of one time the last region
	for _, r := range []*settingRegion{a, b} {
		names := make(map[string]bool)
		for _, e := range r.told {
			names[string(e.Room)+" "+e.Name] = true
		}
		if got := slices.Sorted(maps.Keys(names)); !slices.Equal(got, []string{
			string(crm.UserRoom(user)) + " preferences:updated"}) {
			t.Error("rooms are told", got)
		}
	}
}

// What regions have set apart may be too much together.
func TestSettings_AreBoundedTogether(t *testing.T) {
	t.Parallel()
	a, b, user := settingRegions(t)
	half := strings.Repeat("x", crm.MaxPreferences/2)
	a.set(user, `{"a":"`+half+`","small":1}`)
	b.clock = now.Add(time.Second)
	b.set(user, `{"b":"`+half+`"}`)
	a.tells(b)
	b.tells(a)
	a.tells(b)
	want := `{"b":"` + half + `","small":1}` // a's is too much beside it
	if got := a.preferences(user); got != want || b.preferences(user) != want {
		t.Errorf("%.20s of %d bytes in a, %.20s in b", got, len(got), b.preferences(user))
	}
	b.set(user, `{"small":1}`)
	b.tells(a)
	if got := a.preferences(user); got != `{"small":1}` { // who wrote this has not seen the other
		t.Errorf("%.20s of %d bytes in a", got, len(got))
	}
	for from := range 2 { // names that are taken out again are forgotten at some time
		var names []string
		for i := range 700 {
			names = append(names, fmt.Sprintf(`"n%d":1`, 700*from+i))
		}
		a.set(user, "{"+strings.Join(names, ",")+"}")
	}
	a.set(user, "{}")
	page, err := a.ChangedSettings(t.Context(), 0, 5000, 1<<20)
	if err != nil || len(page.Settings) > 1000 {
		t.Errorf("%d settings are kept (%v)", len(page.Settings), err)
	}
}

// R81
func TestSettings_ANotificationIsReadEverywhere(t *testing.T) {
	t.Parallel()
	a, b, user := settingRegions(t)
	one := []store.Notification{{ID: id(71), User: user, At: now, Kind: "mention", Record: id(5)}}
	late := []store.Notification{{ID: id(72), User: user, At: now, Kind: "mention", Record: id(5)}}
	for r, told := range map[*settingRegion][]store.Notification{a: append(slices.Clone(one), late...), b: one} {
		if err := r.Notify(t.Context(), told); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.ReadNotifications(t.Context(), user); err != nil {
		t.Fatal(err)
	}
	a.tells(b)
	if err := b.Notify(t.Context(), late); err != nil { // it comes after its mark
		t.Fatal(err)
	}
	a.tells(b)
	got, _, err := b.Notifications(t.Context(), user, "", 10)
	if err != nil || len(got) != 2 || !got[0].Read || !got[1].Read {
		t.Errorf("%+v (%v)", got, err)
	}
	var events []string
	for _, e := range b.told {
		events = append(events, e.Name+string(e.Data))
	}
	if want := `notifications:read{"ids":["` + id(71).String() + `"]}`; !slices.Equal(events, []string{want}) {
		t.Errorf("the room in b is told %v, want %s", events, want)
	}
}

// A region that was the only one tells the others what was set in it before.
func TestSettings_OfBeforeThereWereSeveralRegionsAreTold(t *testing.T) {
	t.Parallel()
	a, b, user := settingRegions(t)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	// The version before knows nothing of regions here.
	plant(t, a.dir, `INSERT INTO preferences (user, revision, at, data) SELECT id, 7, 5, '{"theme":"dark"}' FROM users`)
	plant(t, a.dir, `DELETE FROM meta WHERE key = 'read_marks_told'`)
	plant(t, a.dir, `INSERT INTO notifications (id, user, at, read, kind, record, actor, data)
		SELECT x'00000000000000000000000000000047', id, 0, 1, 'mention', NULL, NULL, NULL FROM users`)
	var err error
	a.Store, err = store.Open(t.Context(), store.Options{Dir: a.dir, Serve: true, Region: "a", Now: stillClock})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.NoteOfBefore(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.tells(b)
	if got := b.preferences(user); got != `{"theme":"dark"}` {
		t.Errorf("b has %s", got)
	}
	page, err := b.ChangedSettings(t.Context(), 0, 10, 1<<20)
	if err != nil || !slices.ContainsFunc(page.Settings, func(s crm.Setting) bool { return !s.Notification.IsZero() }) {
		t.Errorf("b knows %+v (%v)", page.Settings, err)
	}
}

func TestSettings_OfUsersWhoAreNotKnownComeLater(t *testing.T) {
	t.Parallel()
	_, b, user := settingRegions(t)
	page := crm.SettingPage{Through: 2, Last: true, Settings: []crm.Setting{
		{User: id(9), Name: "theme", Value: json.RawMessage(`1`), At: now, Region: "a"},
		{User: user, Name: "theme", Value: json.RawMessage(`2`), At: now, Region: "a"}}}
	taken, err := b.TakeSettings(t.Context(), page)
	if err != nil || !taken.Unknown || b.preferences(user) != `{"theme":2}` {
		t.Error(taken, err, b.preferences(user))
	}
}
