package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// A page may end between a value and the removal that made room for it.
func TestSettings_ThatFitInTheEndAreNotLost(t *testing.T) {
	t.Parallel()
	a, b, user := settingRegions(t)
	value := func(kib int) string { return `"` + strings.Repeat("x", kib<<10) + `"` }
	a.set(user, `{"b":`+value(40)+`}`)
	a.clock = a.clock.Add(time.Second)
	a.set(user, `{"b":`+value(40)+`,"z":`+value(20)+`}`)
	a.clock = a.clock.Add(time.Second)
	a.tells(b)
	before, err := a.SettingsChanged(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := `{"a":` + value(20) + `,"b":` + value(40) + `}`
	a.set(user, want)
	page, err := a.ChangedSettings(t.Context(), before, 1, 1<<20)
	if err == nil {
		_, err = b.TakeSettings(t.Context(), page)
	}
	if err != nil || len(page.Settings) != 1 || page.Settings[0].Name != "a" || page.Last {
		t.Fatalf("%d settings, %v", len(page.Settings), err)
	}
	a.tells(b)
	b.tells(a)
	for _, r := range []*settingRegion{a, b} {
		if got := r.preferences(user); got != want {
			t.Errorf("%.20s of %d bytes", got, len(got))
		}
	}
}

// A user who takes out ever new names must fill no region's disk, nor may each write cost more than the one before.
func TestSettings_ThatWereTakenOutAreForgottenEverywhere(t *testing.T) {
	t.Parallel()
	a, b, user := settingRegions(t)
	kept := func(r *settingRegion) (kept []crm.Setting) {
		page, err := r.ChangedSettings(t.Context(), 0, 5000, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(page.Settings, func(p, q crm.Setting) int { return strings.Compare(p.Name, q.Name) })
		return page.Settings
	}
	settings := func(name string, n int, value json.RawMessage) (some []crm.Setting) {
		for i := range n {
			some = append(some, crm.Setting{User: user, Name: fmt.Sprint(name, i), Value: value,
				At: now.Add(-time.Duration(i) * time.Millisecond), Region: "c"})
		}
		return some
	}
	for _, r := range []*settingRegion{a, b} { // as a region tells that forgets nothing
		told := slices.Concat(settings("gone", 1200, nil), settings("there", 1100, json.RawMessage(`1`)))
		if _, err := r.TakeSettings(t.Context(), crm.SettingPage{Settings: told}); err != nil {
			t.Fatal(err)
		}
		members := map[string]int{}
		err := json.Unmarshal([]byte(r.preferences(user)), &members)
		if got := len(kept(r)); err != nil || len(members) != 256 || got != 2000 {
			t.Errorf("%d settings are kept, %d are shown (%v)", got, len(members), err)
		}
	}
	a.clock = now.Add(time.Second)
	for _, values := range []string{`{"other":1}`, `{}`} {
		a.set(user, values)
		page, err := a.ChangedSettings(t.Context(), 0, 5000, 1<<20)
		if err == nil {
			_, err = b.TakeSettings(t.Context(), page)
		}
		if err != nil || !page.Last {
			t.Fatal(page.Last, err)
		}
	}
	inA, inB := kept(a), kept(b)
	if len(inA) != 1000 || !reflect.DeepEqual(inA, inB) {
		t.Errorf("%d settings are kept in a, %d in b, want 1000", len(inA), len(inB))
	}
}

func TestSettings_OfNoUseAreRefused(t *testing.T) {
	t.Parallel()
	a, b, user := settingRegions(t)
	page := crm.SettingPage{Settings: []crm.Setting{
		{User: user, Name: strings.Repeat("n", 129), Value: json.RawMessage(`1`), At: now, Region: "a"},
		{User: user, Name: "theme", Value: json.RawMessage(`1`), At: now.Add(25 * time.Hour), Region: "a"},
		{User: user, Name: "size", Value: json.RawMessage(`1`), At: now.Add(23 * time.Hour), Region: "a"}}}
	taken, err := b.TakeSettings(t.Context(), page)
	if err != nil || taken.Refused != 2 || b.preferences(user) != `{"size":1}` {
		t.Errorf("%+v (%v): %s", taken, err, b.preferences(user))
	}
	// A clock that was far ahead, and was set right, has its region written as the others write.
	a.clock = time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC)
	a.set(user, `{"theme":1}`)
	a.clock = now
	a.set(user, `{"theme":2}`)
	a.tells(b)
	if got := b.preferences(user); got != `{"size":1,"theme":2}` {
		t.Errorf("b has %s", got)
	}
}

// What was set before there were several regions is noted beside other writes, a little at a time.
func TestSettings_OfBeforeAreNotedInSmallSteps(t *testing.T) {
	t.Parallel()
	a, b, user := settingRegions(t)
	var told []store.Notification
	for i := range 400 {
		told = append(told, store.Notification{User: user, At: now, Kind: "mention", Record: id(5), Read: i%2 == 0})
	}
	if err := a.Notify(t.Context(), told); err != nil {
		t.Fatal(err)
	}
	plant(t, a.dir, `INSERT INTO preferences (user, revision, at, data) SELECT id, 7, 5, '{"old":1}' FROM users`)
	marks := func() (marks int) {
		page, err := a.ChangedSettings(t.Context(), 0, 5000, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		for i := range page.Settings {
			if !page.Settings[i].Notification.IsZero() {
				marks++
			}
		}
		return marks
	}
	ctx, cancel := context.WithCancel(t.Context())
	a.asked = cancel // the server is stopped while the first step is under way
	if err := a.NoteOfBefore(ctx); err == nil {
		t.Error("all is one step")
	}
	a.asked = nil
	// What was not noted yet is not lost by what comes.
	if _, err := a.TakeSettings(t.Context(), crm.SettingPage{Settings: []crm.Setting{
		{User: user, Name: "theme", Value: json.RawMessage(`1`), At: now, Region: "b"}}}); err != nil {
		t.Fatal(err)
	}
	if got := marks(); got != 125 {
		t.Errorf("%d are marked by the first step", got)
	}
	if err := a.NoteOfBefore(t.Context()); err != nil || marks() != 200 {
		t.Errorf("%d are marked (%v)", marks(), err)
	}
	a.tells(b)
	for _, r := range []*settingRegion{a, b} {
		if got := r.preferences(user); got != `{"old":1,"theme":1}` {
			t.Errorf("%s has %s", r.dir, got)
		}
	}
}
