package command

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/store"
)

// onlyRegion is the order of several regions of which one is there.
type onlyRegion struct{ *store.Store }

func (r onlyRegion) Order(ctx context.Context, e crm.LedgerEntry) error {
	end, err := r.LedgerEnd(ctx)
	if err != nil {
		return err
	}
	_, previous, err := r.LedgerHead(ctx, e.Broker)
	if err != nil {
		return err
	}
	return r.ApplyOrdered(ctx, []crm.OrderedEntry{{Seq: end + 1, Broker: e.Broker, Previous: previous, Data: e.Data}})
}

// Where several regions share accounts, commands have the running server put in order what they change.
func TestCommands_HandWhatTheyChangeToTheServerOfTheRegion(t *testing.T) {
	dir := ofSeveral(t)
	add := []string{"user", "add", "--data", dir, "--email", "ann@demo.test", "--role", "broker", "--broker", "Harbor"}
	status, said := runs(t, "", add...)
	if status != 1 || !strings.Contains(said, "no server runs") {
		t.Fatalf("without a server: %d %s", status, said)
	}
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Serve: true, Region: "fra"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.OrderBy(t.Context(), onlyRegion{s}); err != nil {
		t.Fatal(err)
	}
	control, err := listenControl(dir)
	if err != nil {
		t.Fatal(err)
	}
	overtake := func() {}
	mux := http.NewServeMux()
	answerOrders(mux, func(ctx context.Context, e crm.LedgerEntry) error {
		overtake()
		err := s.OrderFor(ctx, e)
		if refused := (*store.RefusedError)(nil); err != nil && !errors.As(err, &refused) {
			t.Errorf("it is not told that the entry has a place: %v", err)
		}
		return err
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- serveControl(ctx, dir, control, mux) }()
	defer func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}()
	if status, said := runs(t, "", add...); status != 0 {
		t.Fatalf("add: %d %s", status, said)
	}
	if status, said := runs(t, "", add...); status != 1 || !strings.Contains(said, "address of an account already") {
		t.Errorf("add again: %d %s", status, said)
	}
	before, err := s.LedgerEnd(t.Context())
	if err != nil || before == 0 {
		t.Fatal(before, err)
	}
	if status, said := runs(t, "", "user", "disable", "--data", dir, "--email", "ann@demo.test"); status != 0 {
		t.Errorf("disable: %d %s", status, said)
	}
	if u, err := s.UserByEmail(t.Context(), "ann@demo.test"); err != nil || !u.Disabled {
		t.Error(u, err)
	}
	if after, err := s.LedgerEnd(t.Context()); err != nil || after != before+1 {
		t.Error("the ledger ends at", after, err)
	}
	overtake = func() {
		overtake = func() {}
		ann, err := s.UserByEmail(t.Context(), "ann@demo.test")
		if err == nil {
			err = s.AddUser(t.Context(), &crm.User{Email: "bob@demo.test", Name: "Bob", Role: crm.RoleAgent,
				Broker: ann.Broker}, "hash")
		}
		if err != nil {
			t.Error(err)
		}
	}
	add = append(add, "--email", "bob@demo.test")
	if status, said := runs(t, "", add...); status != 1 || !strings.Contains(said, "address of an account already") {
		t.Errorf("add what was added meanwhile: %d %s", status, said)
	}
}

// What an entry is refused for comes back to the command.
func TestControl_TellsWhyAnEntryWasRefused(t *testing.T) {
	dir := t.TempDir()
	control, err := listenControl(dir)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	answerOrders(mux, func(_ context.Context, e crm.LedgerEntry) error {
		if string(e.Data) != "data" || e.Broker != (crm.ID{7}) {
			t.Errorf("the entry came as %+v", e)
		}
		return &crm.Error{Code: crm.CodeConflict, Field: "email", Message: "is taken"}
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- serveControl(ctx, dir, control, mux) }()
	err = serverOrder{dir}.Order(t.Context(), crm.LedgerEntry{ID: crm.ID{1}, Broker: crm.ID{7}, Data: []byte("data")})
	if crm.CodeOf(err) != crm.CodeConflict || !strings.Contains(err.Error(), "is taken") {
		t.Error(err)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
