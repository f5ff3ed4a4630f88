package plugins_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/store"
)

// A package may be unreadable because it was damaged, or because the rules have become stricter. The other plugins
// still work.
func TestInstalled_ADamagedPackageIsShownAndTheOthersWork(t *testing.T) {
	s := newFixture(t, nil)
	s.install(t, pack(t, nil), true)
	s.damaged(t, "acme.broken")
	list, err := s.Installed(t.Context(), s.ours)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct {
		id      string
		damaged bool
	}{{"acme.broken", true}, {"acme.summary", false}} {
		at := slices.IndexFunc(list, func(p *plugins.Plugin) bool { return p.Manifest.ID == want.id })
		if at < 0 || (list[at].Damage != nil) != want.damaged || (len(list[at].Manifest.Steps) == 0) != want.damaged {
			t.Errorf("%s is not shown as it is: %+v", want.id, list)
		}
	}
	_, err = s.Find(t.Context(), s.ours, "acme.broken")
	wantError(t, err, crm.CodeUnavailable, "")
	if err := s.Remove(t.Context(), s.ours, s.broker, "acme.broken"); err != nil {
		t.Errorf("it can't be removed: %v", err)
	}
}

// lacking is a store that has lost a package.
type lacking struct {
	*store.Store
	lost crm.Hash
}

func (l *lacking) PluginPackage(ctx context.Context, digest crm.Hash) ([]byte, error) {
	if digest == l.lost {
		return nil, store.ErrNoPlugin
	}
	return l.Store.PluginPackage(ctx, digest)
}

// A row without its package counts as damaged, like a package that can't be read.
func TestInstalled_APackageThatIsGoneIsDamage(t *testing.T) {
	s := newFixture(t, nil)
	s.install(t, pack(t, nil), true)
	row := s.row(t, s.install(t, pack(t, map[string]any{"id": "acme.gone"}), true))
	r, err := plugins.NewRegistry(plugins.Config{Storage: &lacking{s.store, row.Digest},
		Secret: bytes.Repeat([]byte{7}, 32), Now: time.Now, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	list, err := r.Installed(t.Context(), s.ours)
	if err != nil || len(list) != 2 || list[0].Damage == nil || list[0].Damage.Reason != "it is no longer stored" ||
		list[1].Damage != nil {
		t.Errorf("installed is %+v, %v", list, err)
	}
	_, err = r.Find(t.Context(), s.ours, "acme.gone")
	wantError(t, err, crm.CodeUnavailable, "")
}

// updating is a store in which a plugin is updated just before its package is read.
type updating struct {
	*store.Store
	update func()
}

func (u *updating) PluginPackage(ctx context.Context, digest crm.Hash) ([]byte, error) {
	if update := u.update; update != nil {
		u.update = nil
		update()
	}
	return u.Store.PluginPackage(ctx, digest)
}

// An update removes the earlier package. A caller that was about to read it does not see damage.
func TestInstalled_AnUpdateMeanwhileIsNoDamage(t *testing.T) {
	s := newFixture(t, nil)
	s.install(t, pack(t, nil), true)
	storage := &updating{Store: s.store, update: func() {
		s.install(t, pack(t, map[string]any{"version": "1.3.0"}), true)
	}}
	r, err := plugins.NewRegistry(plugins.Config{Storage: storage, Secret: bytes.Repeat([]byte{7}, 32), Now: time.Now,
		Random: rand.Reader, ProgramBytes: 1})
	if err != nil {
		t.Fatal(err)
	}
	list, err := r.Installed(t.Context(), s.ours)
	if err != nil || len(list) != 1 || list[0].Damage != nil || list[0].Manifest.Version != "1.3.0" {
		t.Fatalf("installed is %+v, %v", list, err)
	}
	storage.update = func() { s.install(t, pack(t, map[string]any{"version": "1.4.0"}), true) }
	if _, err := r.Program(t.Context(), s.ours, list[0]); crm.CodeOf(err) != crm.CodeUnavailable ||
		plugins.DamageOf(err) != nil {
		t.Errorf("its code: %v", err)
	}
}

// Installing a package again repairs it, even if another brokerage uses it too, and updates the cache.
func TestInstall_MendsADamagedPackage(t *testing.T) {
	s := newFixture(t, nil)
	raw := pack(t, nil)
	row := s.row(t, s.install(t, raw, true))
	if _, err := s.Install(t.Context(), s.theirs, s.other, raw, true); err != nil {
		t.Fatal(err)
	}
	err := s.store.ChangePlugin(t.Context(), s.ours, row.ID,
		func(*crm.PluginRow) (crm.PluginRow, error) { return row, nil }, []byte("PK of old"),
		crm.AuditEntry{At: row.At, User: s.broker, Action: "plugin:installed", Field: row.ID})
	if err != nil {
		t.Fatal(err)
	}
	r, _ := s.counting(t, time.Now, 0)
	if _, err = r.Find(t.Context(), s.ours, row.ID); plugins.DamageOf(err) == nil ||
		!strings.Contains(err.Error(), row.ID) {
		t.Fatalf("the error is %v", err)
	}
	if _, err = r.Install(t.Context(), s.ours, s.broker, raw, true); err != nil {
		t.Fatal(err)
	}
	fresh, _ := s.counting(t, time.Now, 0)
	for _, broker := range []crm.ID{s.ours, s.theirs} {
		if _, err := fresh.Find(t.Context(), broker, row.ID); err != nil {
			t.Error(err)
		}
	}
}

func (s *fixture) row(t testing.TB, p *plugins.Plugin) crm.PluginRow {
	t.Helper()
	row, err := s.store.Plugin(t.Context(), s.ours, p.Manifest.ID)
	if err != nil {
		t.Fatal(err)
	}
	return row
}
