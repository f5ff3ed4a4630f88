package replica_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"roomkey/crdt/engine"
	"roomkey/crdt/engine/enginetest"
	"roomkey/crm"
	"roomkey/store"
	realtime "roomkey/sync"
	"roomkey/sync/cluster/replica"
	"roomkey/sync/cluster/wire"
	"roomkey/sync/cluster/wire/wiretest"
)

// names are the regions of all tests.
var names = []string{"fra", "iad", "syd"}

// pools are the engines of the regions: regions have documents of the same ids, so that each has an engine of its own.
var pools = map[string]*engine.Pool{}

func TestMain(m *testing.M) {
	enginetest.Main(func() int {
		var group sync.WaitGroup
		for _, name := range names {
			pool := engine.NewPool(enginetest.Config())
			pools[name] = pool
			group.Go(func() { _ = pool.Run(context.Background()) })
		}
		code := m.Run()
		for _, pool := range pools {
			pool.Close()
		}
		group.Wait()
		return code
	})
}

func id(n byte) crm.ID { return crm.ID{0: n, 6: 0x40, 8: 0x80, 15: n} }

var (
	agent = crm.User{ID: id(12), Name: "agent", Role: crm.RoleAgent, Broker: id(1), Teams: []crm.ID{id(3)}}
	mate  = crm.User{ID: id(13), Name: "mate", Role: crm.RoleAgent, Broker: id(1), Teams: []crm.ID{id(3)}}
	chief = crm.User{ID: id(14), Name: "chief", Role: crm.RoleBroker, Broker: id(1)}
)

// storage is a store that knows the people.
type storage struct{ *store.Store }

func (storage) Users(_ context.Context, broker crm.ID) ([]*crm.User, error) {
	if broker != agent.Broker {
		return nil, nil
	}
	return []*crm.User{&agent, &mate, &chief}, nil
}

func (storage) UserByID(_ context.Context, id crm.ID) (*crm.User, error) {
	for _, u := range []*crm.User{&agent, &mate, &chief} {
		if u.ID == id {
			return u, nil
		}
	}
	return nil, crm.ErrNotFound
}

func (storage) UserIDs(context.Context) ([]crm.ID, error) {
	return []crm.ID{agent.ID, mate.ID, chief.ID}, nil
}

// region is one region: a hub over a store, and its replica on the network of a world.
type region struct {
	testing.TB
	*realtime.Hub
	name    string
	dir     string
	world   *wiretest.World
	store   *store.Store
	replica *replica.Replica
	refused *counter
	stop    func()
	setup
}

// setup is what a region has that few tests want.
type setup struct {
	order *order        // of rows; nil: each region changes rows by itself
	aged  bool          // some documents are old; see aging
	ahead time.Duration // by how much the region's clocks are ahead

	compare int  // looks between comparisons in turn; 0: as always
	forgets bool // its log has nothing for whoever asks

	announced func(crm.LogItem) // hears of its entries just after the replica; nil: nobody
}

func (s setup) now() time.Time { return time.Now().Add(s.ahead) }

// counter counts what was refused.
type counter struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *counter) add(what string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n = map[string]int{}
	}
	c.n[what] += n
}

func (c *counter) of(what string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n[what]
}

// every is the time between looks and between beats.
const every = 20 * time.Millisecond

// patience is how long a region waits for an answer: briefly where many of them are lost.
var patience = 10 * every

var keys = wire.NewKeys([]byte("a secret that the regions of all tests share"))

// start starts a region on a data directory.
func start(t testing.TB, world *wiretest.World, name, dir string) *region {
	t.Helper()
	return startWith(t, world, name, dir, setup{})
}

// startWith starts a region on a data directory.
func startWith(t testing.TB, world *wiretest.World, name, dir string, with setup) *region {
	t.Helper()
	r := openWith(t, name, store.Options{Dir: dir, Serve: true, Region: name, Now: with.now}, with)
	r.join(world)
	return r
}

// openAlone starts a server that is in no cluster.
func openAlone(t testing.TB, dir string) *region {
	t.Helper()
	return openWith(t, names[0], store.Options{Dir: dir, Serve: true}, setup{})
}

func openWith(t testing.TB, name string, o store.Options, with setup) *region {
	t.Helper()
	st, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	r := &region{TB: t, name: name, dir: o.Dir, store: st, refused: &counter{}, stop: func() {}, setup: with}
	r.Hub = realtime.New(realtime.Config{Storage: storage{st}, Engine: aging{pools[name], with.aged},
		Log: logOf(name), Now: with.now})
	t.Cleanup(r.close)
	return r
}

// logOf is where a region logs.
func logOf(name string) *slog.Logger {
	if !testing.Verbose() {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(os.Stderr, nil)).With("region", name)
}

// join has a region exchange content with the others.
func (r *region) join(world *wiretest.World) {
	r.Helper()
	r.world = world
	port := wire.NewPort(wire.PortConfig{Network: world.Region(r.name), Region: r.name, Regions: names,
		Boot: r.store.OwnLog().Start, Keys: keys, Refused: func(reason string) { r.refused.add(reason, 1) }})
	count := func(what string) func(int) { return func(n int) { r.refused.add(what, n) } }
	log := replica.Log(r.store)
	if r.forgets {
		log = forgetful{log}
	}
	if r.announced != nil {
		log = overheard{log, r.announced}
	}
	r.replica = replica.New(replica.Config{Port: port, Regions: names, Log: log, Records: r.Hub,
		Logger: logOf(r.name), Every: every, Timeout: patience, Patience: 40 * int(time.Second/every),
		Compare: r.compare,
		Metrics: replica.Metrics{Refused: count("entries"), Compared: count("compared"),
			Mismatched: count("mismatched"), Pulled: count("pulled")}})
	ctx, cancel := context.WithCancel(context.Background())
	stopBeats, err := port.Subscribe(wire.BeatSubject, wire.KindBeat, func(m wire.Message) {
		if b, err := wire.DecodeBeat(m.Payload); err == nil {
			r.replica.HearBeat(m.Region, b)
		}
	})
	if err != nil {
		r.Fatal(err)
	}
	var group sync.WaitGroup
	group.Go(func() {
		if err := r.replica.Run(ctx); err != nil {
			r.Error(err)
		}
	})
	group.Go(func() {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for ctx.Err() == nil {
			b := wire.Beat{Wire: wire.Version}
			r.replica.FillBeat(&b)
			_ = port.Publish(wire.BeatSubject, wire.KindBeat, crm.ID{}, wire.EncodeBeat(&b))
			select {
			case <-ticker.C:
			case <-ctx.Done():
			}
		}
	})
	if r.order != nil {
		r.orderRows(ctx, &group)
	}
	r.stop = func() {
		cancel()
		stopBeats()
		group.Wait()
		r.stop = func() {}
	}
}

func (r *region) close() {
	if r.store == nil {
		return
	}
	r.stop()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := r.Drain(ctx); err != nil {
		r.Error(err)
	}
	if err := r.store.Close(); err != nil {
		r.Error(err)
	}
	r.store = nil
}

// restart stops a region and starts it again.
func (r *region) restart() *region {
	r.Helper()
	r.close()
	return startWith(r.TB, r.world, r.name, r.dir, r.setup)
}

// newLead makes a lead.
func (r *region) newLead(user *crm.User, name string) *crm.Record {
	r.Helper()
	rec, err := r.Create(r.Context(), user, realtime.NewRecord{Type: "lead",
		Fields: fieldsOf("name", name, "email", "a@example.test", "source", "web", "stage", "new")})
	if err != nil {
		r.Fatal(err)
	}
	return rec
}

// newEscrow makes an escrow with a private half.
func (r *region) newEscrow(user *crm.User, address string) *crm.Record {
	r.Helper()
	rec, err := r.Create(r.Context(), user, realtime.NewRecord{Type: "escrow",
		Fields: fieldsOf("propertyAddress", address, "side", "buyer", "status", "open", "purchasePrice", 50_000_000,
			"acceptanceDate", "2026-11-01", "openedDate", "2026-11-01", "closeOfEscrowDate", "2026-12-01"),
		Private: fieldsOf("commission", map[string]any{"grossPct": 2.5})})
	if err != nil {
		r.Fatal(err)
	}
	return rec
}

// patch edits a record, if the region has it.
func (r *region) patch(user *crm.User, id crm.ID, patch realtime.Patch) {
	r.Helper()
	if _, err := r.Patch(r.Context(), user, id, patch); err != nil && crm.CodeOf(err) != crm.CodeNotFound {
		r.Fatal(err)
	}
}

// fieldsOf makes a JSON object of names and values.
func fieldsOf(pairs ...any) json.RawMessage {
	m := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i].(string)] = pairs[i+1]
	}
	raw, err := json.Marshal(m)
	if err != nil {
		panic(err)
	}
	return raw
}

// content is what a region has stored, by record. Of what was erased some regions have an empty row.
func (r *region) content() map[crm.ID]string {
	r.Helper()
	erased, err := r.store.ErasedIDs(r.Context())
	if err != nil {
		r.Fatal(err)
	}
	heads, err := r.store.RecordHeads(r.Context(), crm.ID{}, 100_000)
	if err != nil {
		r.Fatal(err)
	}
	all := map[crm.ID]string{}
	for _, h := range heads {
		if slices.Contains(erased, h.Record) {
			continue
		}
		rec, err := r.store.Record(r.Context(), h.Record)
		if err != nil {
			r.Fatal(err)
		}
		rec.Seq = 0
		slices.Sort(rec.Flags)
		if r.aged { // a server that was started again does not know how aging has aged a document
			rec.Flags = slices.DeleteFunc(rec.Flags, func(flag string) bool {
				return flag == "review:/" || flag == "review:/private/"
			})
		}
		if len(rec.Flags) == 0 {
			rec.Flags = nil
		}
		raw, err := json.Marshal(rec)
		if err != nil {
			r.Fatal(err)
		}
		all[h.Record] = string(raw)
	}
	return all
}

// converge waits until all regions have the same.
func converge(t testing.TB, within time.Duration, regions ...*region) {
	t.Helper()
	deadline := time.Now().Add(within)
	for {
		behind, all := uint64(0), make([]map[crm.ID]string, len(regions))
		for i, r := range regions {
			behind += r.replica.Behind()
			all[i] = r.content()
		}
		differ := difference(all)
		if behind == 0 && differ == "" {
			return
		}
		if time.Now().After(deadline) {
			for _, r := range regions {
				t.Logf("%s is %d behind; refused: %v", r.name, r.replica.Behind(), r.refused.n)
			}
			t.Fatalf("no agreement: %s", differ)
		}
		time.Sleep(every) // a poll of a condition with a deadline
	}
}

// difference describes a record that the regions do not agree about; "" if there is none.
func difference(all []map[crm.ID]string) string {
	for i := 1; i < len(all); i++ {
		for _, pair := range [][2]map[crm.ID]string{{all[0], all[i]}, {all[i], all[0]}} {
			for id, text := range pair[0] {
				if pair[1][id] != text {
					return "one region has\n" + text + "\nand another\n" + pair[1][id]
				}
			}
		}
	}
	return ""
}
