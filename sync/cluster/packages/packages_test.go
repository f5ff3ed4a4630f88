package packages_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/packages"
	"roomkey/sync/cluster/wire"
	"roomkey/sync/cluster/wire/wiretest"
)

// shelf is a store of packages.
type shelf struct {
	mu   sync.Mutex // guards what follows
	want []crm.Hash
	have map[crm.Hash][]byte
	read int // packages
}

func (s *shelf) MissingPackages(context.Context) (missing []crm.Hash, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, digest := range s.want {
		if s.have[digest] == nil {
			missing = append(missing, digest)
		}
	}
	return missing, nil
}

func (s *shelf) StoredPackages(context.Context) (stored []crm.Hash, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, digest := range s.want {
		if s.have[digest] != nil {
			stored = append(stored, digest)
		}
	}
	return stored, nil
}

func (s *shelf) PluginPackage(_ context.Context, digest crm.Hash) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.have[digest] == nil {
		return nil, crm.ErrNotFound
	}
	s.read++
	return s.have[digest], nil
}

func (s *shelf) KeepPackage(_ context.Context, digest crm.Hash, data []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.have[digest] = data
	return nil
}

// A region that lacks a package gets it from one that has it, also from one that comes later, and in parts.
func TestPackages_ComeFromARegionThatHasThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		names := []string{"a", "b", "c"}
		world := wiretest.New(t, 1, names...)
		world.Set(wiretest.Faults{Loss: 0.1, Delay: 40 * time.Millisecond})
		package1 := make([]byte, 2<<20+17)
		chance := rand.New(rand.NewPCG(1, 2))
		for i := range package1 {
			package1[i] = byte(chance.Uint32())
		}
		small, gone := crm.Hash{1}, crm.Hash{3}
		large := crm.Hash{2}
		shelves := map[string]*shelf{"a": {have: map[crm.Hash][]byte{}, want: []crm.Hash{gone, large, small}},
			"b": {have: map[crm.Hash][]byte{small: []byte("small")}}, "c": {have: map[crm.Hash][]byte{large: package1}}}
		ctx, end := run(t, world, names, shelves, func([]byte, crm.Hash) error { return nil })
		world.Isolate("c")
		time.Sleep(time.Minute)
		if got, err := shelves["a"].PluginPackage(ctx, small); err != nil || string(got) != "small" {
			t.Error("b's package", got, err)
		}
		world.HealAll()
		time.Sleep(time.Minute)
		if got, err := shelves["a"].PluginPackage(ctx, large); err != nil || !bytes.Equal(got, package1) {
			t.Error("c's package", len(got), err)
		}
		shelves["c"].mu.Lock()
		n := shelves["c"].read
		shelves["c"].mu.Unlock()
		if n > 2 { // a part may be lost, and be asked for long after
			t.Errorf("c has read its package %d times for the parts of one", n)
		}
		if missing, _ := shelves["a"].MissingPackages(ctx); len(missing) != 1 || missing[0] != gone {
			t.Error("a lacks", missing)
		}
		end()
	})
}

// run runs the packages of regions until end is called.
func run(t *testing.T, world *wiretest.World, names []string, shelves map[string]*shelf,
	check func([]byte, crm.Hash) error) (ctx context.Context, end func()) {
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	for i, name := range names {
		port := wire.NewPort(wire.PortConfig{Network: world.Region(name), Region: name, Regions: names,
			Boot: uint64(i) + 1, Keys: wire.NewKeys([]byte("a secret of the tests, of 32 bytes"))})
		p := packages.New(packages.Config{Port: port, Regions: names, Store: shelves[name], Check: check})
		running.Go(func() {
			if err := p.Run(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	return ctx, func() {
		cancel()
		running.Wait()
	}
}

// A damaged copy goes to no other region, and the region that has it gets another one.
func TestPackages_DamagedCopiesAreNotTakenAndAreReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		names := []string{"a", "b", "c"}
		world := wiretest.New(t, 1, names...)
		world.Set(wiretest.Faults{Delay: 40 * time.Millisecond})
		whole, damaged := []byte("a package"), []byte("a peckage")
		digest := crm.Hash(sha256.Sum256(whole))
		shelves := map[string]*shelf{"a": {have: map[crm.Hash][]byte{}},
			"b": {have: map[crm.Hash][]byte{digest: damaged}}, "c": {have: map[crm.Hash][]byte{digest: whole}}}
		for _, s := range shelves {
			s.want = []crm.Hash{digest}
		}
		world.Isolate("c")
		ctx, end := run(t, world, names, shelves, func(data []byte, digest crm.Hash) error {
			if sha256.Sum256(data) != digest {
				return crm.Errorf(crm.CodeInvalid, "this is another package")
			}
			return nil
		})
		time.Sleep(5 * time.Minute)
		if got, err := shelves["a"].PluginPackage(ctx, digest); crm.CodeOf(err) != crm.CodeNotFound {
			t.Errorf("a has taken %q, %v", got, err)
		}
		world.HealAll()
		time.Sleep(2 * time.Minute)
		for _, name := range names {
			if got, err := shelves[name].PluginPackage(ctx, digest); err != nil || !bytes.Equal(got, whole) {
				t.Errorf("%s has %q, %v", name, got, err)
			}
		}
		end()
	})
}
