package plugins_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/store"
)

// counted is a store that counts how often a package is read.
type counted struct {
	*store.Store
	read atomic.Int64
}

func (c *counted) PluginPackage(ctx context.Context, digest crm.Hash) ([]byte, error) {
	c.read.Add(1)
	return c.Store.PluginPackage(ctx, digest)
}

// counting returns a registry with an empty cache over the fixture's store. clock is its time.
func (s *fixture) counting(t testing.TB, clock func() time.Time, programBytes int) (*plugins.Registry, *counted) {
	t.Helper()
	storage := &counted{Store: s.store}
	r, err := plugins.NewRegistry(plugins.Config{Storage: storage, Secret: bytes.Repeat([]byte{7}, 32), Now: clock,
		Random: rand.Reader, ProgramBytes: programBytes})
	if err != nil {
		t.Fatal(err)
	}
	return r, storage
}

// However many plugins there are, listing them opens each package once.
func TestInstalled_OpensEachPackageOnce(t *testing.T) {
	s := newFixture(t, nil)
	const many = 40
	for i := range many {
		s.install(t, pack(t, map[string]any{"id": fmt.Sprintf("acme.summary-%d", i)}), true)
	}
	r, storage := s.counting(t, time.Now, 1)
	for range 3 {
		list, err := r.Installed(t.Context(), s.ours)
		if err != nil || len(list) != many || list[many-1].Manifest.Version != "1.2.0" {
			t.Fatalf("%d are installed, %v", len(list), err)
		}
	}
	if read := storage.read.Load(); read != many {
		t.Errorf("%d packages were read %d times", many, read)
	}
}

// A damaged package is not opened again for every list, but a repaired one is found soon.
func TestInstalled_RemembersADamagedPackageForAWhile(t *testing.T) {
	s := newFixture(t, nil)
	s.damaged(t, "acme.broken")
	now := time.Unix(1_800_000_000, 0)
	r, storage := s.counting(t, func() time.Time { return now }, 0)
	for _, c := range []struct {
		after time.Duration
		read  int64
	}{{0, 1}, {0, 1}, {999 * time.Millisecond, 1}, {time.Millisecond, 2}} {
		now = now.Add(c.after)
		if list, err := r.Installed(t.Context(), s.ours); err != nil || len(list) != 1 || list[0].Damage == nil {
			t.Fatalf("installed is %+v, %v", list, err)
		}
		if read := storage.read.Load(); read != c.read {
			t.Errorf("%v later it was read %d times, want %d", c.after, read, c.read)
		}
	}
}

// damaged installs a package that can't be read.
func (s *fixture) damaged(t testing.TB, id string) {
	t.Helper()
	at := time.Unix(1, 0)
	err := s.store.ChangePlugin(t.Context(), s.ours, id, func(*crm.PluginRow) (crm.PluginRow, error) {
		return crm.PluginRow{Digest: crm.Hash{7}, Granted: []byte(`{}`), At: at}, nil
	}, []byte("PK of old"), crm.AuditEntry{At: at, User: s.broker, Action: "plugin:installed", Field: id})
	if err != nil {
		t.Fatal(err)
	}
}

// Code is kept while there is room for it. The least recently used code is dropped first.
func TestProgram_TheLeastUsedMakesRoom(t *testing.T) {
	s := newFixture(t, nil)
	const size = 1 << 10
	for _, name := range []string{"a", "b", "c"} {
		raw, err := plugins.Zip(map[string][]byte{"plugin.json": manifest(t, map[string]any{"id": "acme." + name}),
			"main.wasm": bytes.Repeat([]byte(name), size)})
		if err != nil {
			t.Fatal(err)
		}
		s.install(t, raw, true)
	}
	r, storage := s.counting(t, time.Now, 5*size/2)
	for _, c := range []struct {
		name string
		read int64
	}{{"a", 1}, {"b", 2}, {"a", 2}, {"c", 3}, {"a", 3}, {"b", 4}, {"a", 4}, {"c", 5}} {
		p, err := r.Find(t.Context(), s.ours, "acme."+c.name)
		if err != nil {
			t.Fatal(err)
		}
		program, err := r.Program(t.Context(), s.ours, p)
		if err != nil || len(program.Code) != size || program.Code[0] != c.name[0] {
			t.Fatalf("%s has %d bytes, %v", c.name, len(program.Code), err)
		}
		if read := storage.read.Load(); read != c.read {
			t.Errorf("after %s there were %d reads, want %d", c.name, read, c.read)
		}
	}
}

// slow is a store that answers only when it is told to.
type slow struct {
	counted
	answer chan struct{}
}

func (s *slow) PluginPackage(ctx context.Context, digest crm.Hash) ([]byte, error) {
	s.read.Add(1)
	<-s.answer
	return s.Store.PluginPackage(ctx, digest)
}

// A caller that asks for a package while it is being opened waits for that, even if the first caller has gone away.
func TestInstalled_AtOnceAreOneOpening(t *testing.T) {
	s := newFixture(t, nil)
	s.install(t, pack(t, nil), true)
	synctest.Test(t, func(t *testing.T) {
		storage := &slow{counted: counted{Store: s.store}, answer: make(chan struct{})}
		r, err := plugins.NewRegistry(plugins.Config{Storage: storage, Secret: bytes.Repeat([]byte{7}, 32),
			Now: time.Now, Random: rand.Reader})
		if err != nil {
			t.Fatal(err)
		}
		first, leave := context.WithCancel(t.Context())
		var group sync.WaitGroup
		group.Go(func() { _, _ = r.Installed(first, s.ours) })
		synctest.Wait()
		for range 7 {
			group.Go(func() {
				if list, err := r.Installed(t.Context(), s.ours); err != nil || len(list) != 1 ||
					list[0].Damage != nil {
					t.Errorf("installed is %+v, %v", list, err)
				}
			})
		}
		synctest.Wait()
		leave()
		close(storage.answer)
		group.Wait()
		if read := storage.read.Load(); read != 1 {
			t.Errorf("it was read %d times", read)
		}
	})
}
