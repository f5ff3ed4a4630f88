package sync_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
	"roomkey/store/storetest"
	realtime "roomkey/sync"
	"roomkey/sync/live"
)

// testHub is a hub over a real store and real engines, with people in it.
type testHub struct {
	testing.TB
	*realtime.Hub
	ctx     context.Context
	options store.Options
	engine  live.Engine
	store   *store.Store
	storage *testStorage
	closed  bool
	aside   atomic.Int64 // changes of other regions that can't be taken in
}

// testStorage answers for the people, and lets a test make the storage fail.
type testStorage struct {
	*store.Store
	mu      sync.Mutex
	version uint64
	users   map[crm.ID]*crm.User
	failure atomic.Pointer[crm.Error] // the storage's answer to writes; nil: writes succeed
	refuse  atomic.Pointer[refusal]   // writes that it can't do
	compact atomic.Pointer[func()]    // called before a snapshot is stored; nil: nothing is
}

func (s *testStorage) Compact(ctx context.Context, doc crm.ID, snapshot []byte, heads []crm.Hash, n int) error {
	if first := s.compact.Load(); first != nil {
		(*first)()
	}
	return s.Store.Compact(ctx, doc, snapshot, heads, n)
}

func (s *testStorage) UserByID(_ context.Context, id crm.ID) (*crm.User, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u := s.users[id]; u != nil {
		return u, nil
	}
	return nil, crm.ErrNotFound
}

func (s *testStorage) UserIDs(context.Context) (ids []crm.ID, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id := range s.users {
		ids = append(ids, id)
	}
	return ids, nil
}

func (s *testStorage) Users(_ context.Context, broker crm.ID) (users []*crm.User, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range s.users {
		if u.Broker == broker {
			users = append(users, u)
		}
	}
	return users, nil
}

func (s *testStorage) DirectoryVersion(context.Context) (uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.version, nil
}

func (s *testStorage) Submit(w *crm.Write, done func(crm.Receipt, error)) {
	if err := s.failure.Load(); err != nil {
		go done(crm.Receipt{}, err)
		return
	}
	if r := s.refuse.Load(); r.of(w) != nil {
		go func() {
			if r.until != nil {
				<-r.until
			}
			done(crm.Receipt{}, r.err)
		}()
		return
	}
	s.Store.Submit(w, done)
}

func openHub(t testing.TB) *testHub { return openHubIn(t, storetest.Dir(t)) }

// openHubIn opens the data of a directory.
func openHubIn(t testing.TB, dir string) *testHub {
	t.Helper()
	return openHubOn(t, dir, engines)
}

// openHubOn is openHubIn over an engine of the test's own.
func openHubOn(t testing.TB, dir string, engine live.Engine) *testHub {
	t.Helper()
	return openHubWith(t, store.Options{Dir: dir}, engine)
}

// openHubWith is openHubOn with a store that has other options.
func openHubWith(t testing.TB, o store.Options, engine live.Engine) *testHub {
	t.Helper()
	st, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	hub := &testHub{TB: t, ctx: t.Context(), options: o, engine: engine, store: st,
		storage: &testStorage{Store: st, users: map[crm.ID]*crm.User{}}}
	for _, u := range []crm.User{broker, lead, agent, mate, viewer, stranger, outsider} {
		hub.storage.users[u.ID] = &u
	}
	log := slog.New(slog.DiscardHandler)
	if testing.Verbose() {
		log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	hub.Hub = realtime.New(realtime.Config{Storage: hub.storage, Engine: engine, Random: rand.Reader, Log: log,
		Metrics: realtime.Metrics{SetAside: func(n int) { hub.aside.Add(int64(n)) }}})
	t.Cleanup(hub.close)
	return hub
}

// reopened is the hub after a restart of its server.
func (hub *testHub) reopened() *testHub {
	hub.Helper()
	hub.close()
	return openHubWith(hub.TB, hub.options, hub.engine)
}

// close drains and closes; it may be called again.
func (hub *testHub) close() {
	if hub.closed {
		return
	}
	hub.closed = true
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := hub.Drain(ctx); err != nil {
		hub.Error(err)
	}
	if err := hub.store.Close(); err != nil {
		hub.Error(err)
	}
}

// newLead makes a lead that agent owns and the team shares.
func (hub *testHub) newLead(name string) *crm.Record {
	hub.Helper()
	return hub.create(&agent, realtime.NewRecord{Type: "lead",
		Fields: fieldsOf("name", name, "email", "a@example.test", "source", "web", "stage", "new")})
}

func (hub *testHub) newListing() *crm.Record {
	hub.Helper()
	return hub.create(&agent, realtime.NewRecord{Type: "listing", Fields: fieldsOf("ListingId", "L1",
		"StandardStatus", "Active", "PropertyType", "Residential",
		"UnparsedAddress", "1 Elm St", "City", "Springfield", "StateOrProvince", "CA",
		"PostalCode", "90001", "ListPrice", 1_000_000)})
}

func (hub *testHub) newEscrow(private ...any) *crm.Record {
	hub.Helper()
	n := realtime.NewRecord{Type: "escrow", Fields: fieldsOf("propertyAddress", "1 Elm St", "side",
		"buyer", "status", "open",
		"purchasePrice", 50_000_000, "acceptanceDate", "2026-11-01", "openedDate", "2026-11-01",
		"closeOfEscrowDate", "2026-12-01")}
	if len(private) > 0 {
		n.Private = fieldsOf(private...)
	}
	return hub.create(&agent, n)
}

func (hub *testHub) create(user *crm.User, n realtime.NewRecord) *crm.Record {
	hub.Helper()
	rec, err := hub.Create(hub.ctx, user, n)
	if err != nil {
		hub.Fatalf("create a %s: %v", n.Type, err)
	}
	return rec
}

func (hub *testHub) patch(user *crm.User, id crm.ID, fields ...any) *crm.Record {
	hub.Helper()
	rec, err := hub.Patch(hub.ctx, user, id, realtime.Patch{Fields: fieldsOf(fields...)})
	if err != nil {
		hub.Fatalf("patch: %v", err)
	}
	return rec
}

// stored is the record on disk.
func (hub *testHub) stored(id crm.ID) *crm.Record {
	hub.Helper()
	rec, err := hub.store.Record(hub.ctx, id)
	if err != nil {
		hub.Fatalf("read the record: %v", err)
	}
	return rec
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

// wantField compares one root field with its JSON.
func (hub *testHub) wantField(rec *crm.Record, name, want string) {
	hub.Helper()
	raw := rec.Fields[name]
	if rest, ok := strings.CutPrefix(name, "/private/"); ok {
		raw = rec.Private[rest]
	}
	if string(raw) != want {
		hub.Errorf("%s is %s, want %s", name, raw, want)
	}
}

// wantError wants an error of this code about this field.
func wantError(t testing.TB, err error, code crm.Code, field string) {
	t.Helper()
	if crm.CodeOf(err) != code {
		t.Errorf("error is %v, want code %s", err, code)
		return
	}
	if e, ok := err.(*crm.Error); ok && e.Field != field {
		t.Errorf("the error names %q, want %q (%v)", e.Field, field, err)
	}
}

func decode(t testing.TB, raw json.RawMessage, into any) {
	t.Helper()
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
}
