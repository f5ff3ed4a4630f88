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
	realtime "roomkey/sync"
	"roomkey/sync/live"
)

// office is a hub over a real store and real engines, with people in it.
type office struct {
	testing.TB
	ctx    context.Context
	hub    *realtime.Hub
	store  *store.Store
	staff  *staff
	closed bool
}

// staff answers for the people, and lets a test make the storage fail.
type staff struct {
	*store.Store
	mu      sync.Mutex
	version uint64
	users   map[crm.ID]*crm.User
	sick    atomic.Pointer[crm.Error] // what the storage answers to writes; nil: it is well
	refuse  atomic.Pointer[refusal]   // what it can't write
}

func (s *staff) UserByID(_ context.Context, id crm.ID) (*crm.User, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u := s.users[id]; u != nil {
		return u, nil
	}
	return nil, crm.ErrNotFound
}

func (s *staff) Users(_ context.Context, broker crm.ID) (users []*crm.User, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range s.users {
		if u.Broker == broker {
			users = append(users, u)
		}
	}
	return users, nil
}

func (s *staff) DirectoryVersion(context.Context) (uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.version, nil
}

func (s *staff) Submit(w *crm.Write, done func(crm.Receipt, error)) {
	if err := s.sick.Load(); err != nil {
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

func openOffice(t testing.TB) *office { return openOfficeIn(t, t.TempDir()) }

// openOfficeIn opens what was left in a directory.
func openOfficeIn(t testing.TB, dir string) *office {
	t.Helper()
	return openOfficeOn(t, dir, engines)
}

// openOfficeOn is openOfficeIn over an engine of the test's own.
func openOfficeOn(t testing.TB, dir string, engine live.Engine) *office {
	t.Helper()
	st, err := store.Open(t.Context(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	o := &office{TB: t, ctx: t.Context(), store: st, staff: &staff{Store: st, users: map[crm.ID]*crm.User{}}}
	for _, u := range []crm.User{broker, lead, agent, mate, viewer, stranger, outsider} {
		o.staff.users[u.ID] = &u
	}
	log := slog.New(slog.DiscardHandler)
	if testing.Verbose() {
		log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	o.hub = realtime.New(realtime.Config{Storage: o.staff, Engine: engine, Random: rand.Reader, Log: log})
	t.Cleanup(o.close)
	return o
}

// close drains and closes; it may be called again.
func (o *office) close() {
	if o.closed {
		return
	}
	o.closed = true
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := o.hub.Drain(ctx); err != nil {
		o.Error(err)
	}
	if err := o.store.Close(); err != nil {
		o.Error(err)
	}
}

// lead makes a lead of agent's that the team shares.
func (o *office) newLead(name string) *crm.Record {
	o.Helper()
	return o.create(&agent, realtime.NewRecord{Type: "lead", Fields: fieldsOf("name", name, "email", "a@example.test", "source", "web", "stage", "new")})
}

func (o *office) newEscrow(private ...any) *crm.Record {
	o.Helper()
	n := realtime.NewRecord{Type: "escrow", Fields: fieldsOf("propertyAddress", "1 Elm St", "side", "buyer", "status", "open",
		"purchasePrice", 50_000_000, "acceptanceDate", "2026-11-01", "openedDate", "2026-11-01", "closeOfEscrowDate", "2026-12-01")}
	if len(private) > 0 {
		n.Private = fieldsOf(private...)
	}
	return o.create(&agent, n)
}

func (o *office) create(user *crm.User, n realtime.NewRecord) *crm.Record {
	o.Helper()
	rec, err := o.hub.Create(o.ctx, user, n)
	if err != nil {
		o.Fatalf("create a %s: %v", n.Type, err)
	}
	return rec
}

func (o *office) patch(user *crm.User, id crm.ID, fields ...any) *crm.Record {
	o.Helper()
	rec, err := o.hub.Patch(o.ctx, user, id, realtime.Patch{Fields: fieldsOf(fields...)})
	if err != nil {
		o.Fatalf("patch: %v", err)
	}
	return rec
}

// stored is the record as it is on disk.
func (o *office) stored(id crm.ID) *crm.Record {
	o.Helper()
	rec, err := o.store.Record(o.ctx, id)
	if err != nil {
		o.Fatalf("read the record: %v", err)
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
func (o *office) wantField(rec *crm.Record, name, want string) {
	o.Helper()
	raw := rec.Fields[name]
	if rest, ok := strings.CutPrefix(name, "/private/"); ok {
		raw = rec.Private[rest]
	}
	if string(raw) != want {
		o.Errorf("%s is %s, want %s", name, raw, want)
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
