package command

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// controlled answers commands on a data directory until the test ends.
func controlled(t *testing.T, dir string, handler http.Handler) {
	t.Helper()
	control, err := listenControl(dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- serveControl(ctx, dir, control, handler) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// Whoever asked for a change and has no answer must not be told that nobody was there to make it.
func TestControl_TellsNoServerFromNoAnswer(t *testing.T) {
	dir := t.TempDir()
	mux := http.NewServeMux()
	mux.HandleFunc("/gone", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	mux.HandleFunc("/half", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"made":`)
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})
	ask := func(method, path, want string) {
		t.Helper()
		var answer rebuilding
		err := callServer(t.Context(), dir, method, path, nil, &answer, time.Minute)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s %s: want %q, got %v", method, path, want, err)
		}
	}
	ask("POST", "/gone", "no server runs")
	controlled(t, dir, mux)
	ask("POST", "/gone", "look whether it was done")
	ask("POST", "/half", "look whether it was done")
	ask("GET", "/gone", "does not answer")
	ask("POST", "/other", "404")
}

// A server that has used all its time still says what became of it.
func TestControl_WaitsForAnAnswerLongerThanTheServerWorks(t *testing.T) {
	dir := t.TempDir()
	mux := http.NewServeMux()
	const limit = 50 * time.Millisecond
	mux.HandleFunc("POST /slow", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := answersWithin(w, r, limit)
		defer cancel()
		<-ctx.Done()
		fmt.Fprint(w, `{"error":"too slow"}`)
	})
	controlled(t, dir, mux)
	var answer rebuilding
	if err := callServer(t.Context(), dir, "POST", "/slow", nil, &answer, limit); err != nil ||
		answer.Error != "too slow" {
		t.Errorf("%+v, %v", answer, err)
	}
}

// A command whose entry was overtaken by another one plans it again, as the server itself does.
func TestControl_PlansAgainWhatWasRefusedAtItsPlace(t *testing.T) {
	for _, c := range []struct {
		first error
		tries int
	}{
		{&store.RefusedError{Err: crm.Errorf(crm.CodeConflict, "overtaken")}, 2},
		{crm.Errorf(crm.CodeUnavailable, "not known"), 1},
	} {
		dir := ofSeveral(t)
		s, err := store.Open(t.Context(), store.Options{Dir: dir, Serve: true, Region: "fra"})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		if err := s.OrderBy(t.Context(), onlyRegion{s}); err != nil {
			t.Fatal(err)
		}
		tries := 0
		mux := http.NewServeMux()
		answerOrders(mux, func(ctx context.Context, e crm.LedgerEntry) error {
			if tries++; tries == 1 {
				return c.first
			}
			return s.OrderFor(ctx, e)
		})
		controlled(t, dir, mux)
		add := []string{"user", "add", "--data", dir, "--email", "ann@demo.test", "--role", "broker", "--broker", "H"}
		if status, said := runs(t, "", add...); (status == 0) != (c.tries > 1) {
			t.Errorf("after %v: %d %s", c.first, status, said)
		}
		if c.tries == 1 && tries != 1 {
			t.Errorf("after %v it was tried %d times", c.first, tries)
		}
	}
}
