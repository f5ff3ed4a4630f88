package crash_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
)

func TestDrain_SocketsAreToldAndWhatWasAcknowledgedIsThere(t *testing.T) {
	t.Parallel()
	s := serve(t, "--sockets-per-user", "20")
	records := s.Shared("listings", 3)
	before := s.Histories(records)
	load := s.startLoad(records, "listings", "ListPrice", "OriginalListPrice", 4, 2, false)
	var idle []*testclient.Client
	for _, user := range demo.Users {
		idle = append(idle, s.Dial(s.Personal(user.Email), testclient.Options{}))
	}
	load.ledger.await(t, 60)
	began := time.Now()
	code := s.Terminate() // the writers write on meanwhile
	if took := time.Since(began); code != 0 || took > 10*time.Second {
		t.Errorf("ended with %d after %v", code, took)
	}
	for i, c := range idle {
		if code := roomkeytest.CloseCode(c); code != 3001 {
			t.Errorf("%s was closed with %d: %v", demo.Users[i].Email, code, c.Err())
		}
	}
	s.Start()
	close(load.endEdits)
	s.audit(load, before)
	load.stop()
	s.IsSound()
}

// A server that is given time to end says at once that it is not ready. Then it tells its sockets one after the other
// to come back, and answers requests all the while.
func TestDrain_SocketsAreToldOneAfterTheOther(t *testing.T) {
	t.Parallel()
	const count = 200
	s := serve(t, "--sockets-per-user", "0", "--drain", "4s")
	records := s.Shared("listings", 3)
	before := s.Histories(records)
	load := s.startLoad(records, "listings", "ListPrice", "OriginalListPrice", 4, 2, false)
	token := s.Personal(demo.Agent1.Email)
	var mu sync.Mutex // guards moments
	var moments []time.Time
	var watching sync.WaitGroup
	for range count {
		c := s.Dial(token, testclient.Options{})
		watching.Go(func() {
			<-c.Done()
			at := time.Now()
			var closed *testclient.Closed
			if !errors.As(c.Err(), &closed) || closed.Code != 3001 || closed.Reason != "retry-after=0.000" {
				t.Errorf("a socket was closed with %v", c.Err())
			}
			mu.Lock()
			defer mu.Unlock()
			moments = append(moments, at)
		})
	}
	load.ledger.await(t, 60)
	status := func(path string) int {
		response, err := http.Get(s.URL() + path)
		if err != nil {
			return 0
		}
		defer response.Body.Close()
		if !response.Close && response.StatusCode == http.StatusOK {
			t.Errorf("%s leaves its connection open", path)
		}
		return response.StatusCode
	}
	ended := make(chan int, 1)
	go func() { ended <- s.Terminate() }() // the writers write on meanwhile
	roomkeytest.Eventually(t, "the server is not ready any more", func() bool {
		response, err := http.Get(s.URL() + "/readyz")
		if err != nil {
			return false
		}
		defer response.Body.Close()
		return response.StatusCode == http.StatusServiceUnavailable
	})
	if got := status("/api/v1/about"); got != http.StatusOK {
		t.Errorf("a request is answered %d", got)
	}
	watching.Wait()
	if code := <-ended; code != 0 {
		t.Errorf("ended with %d", code)
	}
	slices.SortFunc(moments, time.Time.Compare)
	if span := moments[count-1].Sub(moments[0]); span < time.Second {
		t.Errorf("all were told within %v", span)
	}
	for i := range count - 20 { // a burst is one of a loaded machine
		if within := moments[i+20].Sub(moments[i]); within < 5*time.Millisecond {
			t.Errorf("twenty were told within %v", within)
		}
	}
	s.Start()
	close(load.endEdits)
	s.audit(load, before)
	load.stop()
	s.IsSound()
}

func TestDrain_ADisabledUserIsOutWithinTwoSeconds(t *testing.T) { // alone: it looks at the clock
	s := serve(t)
	record := s.Shared("listings", 1)[0]
	token, access := s.Personal(demo.Agent2.Email), s.SignIn(demo.Agent2.Email)
	var closedAt, lastFrame atomic.Int64
	c := s.Dial(token, testclient.Options{OnFrame: func(testclient.Frame) { lastFrame.Store(time.Now().UnixNano()) }})
	s.JoinOwn(c, &demo.Agent2)
	s.Open(c, record.Key(t))
	if out, err := s.Command("user", "disable", "--data", s.Dir, "--email",
		demo.Agent2.Email).CombinedOutput(); err != nil {
		t.Fatalf("user disable: %v\n%s", err, out)
	}
	disabled := time.Now()
	var busy sync.WaitGroup
	busy.Add(1)
	go func() {
		defer busy.Done()
		<-c.Done()
		closedAt.Store(time.Now().UnixNano())
	}()
	colleague := s.Dial(s.Personal(demo.Agent1.Email), testclient.Options{})
	s.JoinOwn(colleague, &demo.Agent1)
	doc := s.Open(colleague, record.Key(t))
	for i := 0; closedAt.Load() == 0 && time.Since(disabled) < 10*time.Second; i++ {
		hash, err := doc.Set("ListPrice", 60_000_000+i)
		s.Save(doc, hash, err)
	}
	busy.Wait()
	if code := roomkeytest.CloseCode(c); code != 4501 {
		t.Errorf("closed with %d: %v", code, c.Err())
	}
	if took := time.Unix(0, lastFrame.Load()).Sub(disabled); took > 2*time.Second {
		t.Errorf("the last frame came %v after", took)
	}
	if took := time.Unix(0, closedAt.Load()).Sub(disabled); took > 2*time.Second+500*time.Millisecond {
		t.Errorf("closed after %v", took)
	}
	again, err := s.TryDial(token, testclient.Options{})
	var closed *testclient.Closed
	if !errors.As(err, &closed) || closed.Code != 4501 && closed.Code != 3500 {
		t.Errorf("back in: %v, %v", again != nil, err)
	}
	for _, secret := range []string{token, access} {
		if status, _ := s.Call(secret, "GET", "/me", nil); status != 401 {
			t.Errorf("REST answers %d", status)
		}
	}
	if status, _ := s.Call("", "POST", "/auth/login", map[string]string{"email": demo.Agent2.Email,
		"password": demo.Password}); status != 401 && status != 403 {
		t.Errorf("signing in answers %d", status)
	}
}

// Whoever asks for a record's document while its edits arrive gets them all, whichever way the server goes.
func TestDrain_WhatIsUnderWayIsCommitted(t *testing.T) {
	t.Parallel()
	s := serve(t)
	id := s.Shared("listings", 1)[0].Key(t)
	c := s.Dial(s.Personal(demo.Agent1.Email), testclient.Options{})
	s.JoinOwn(c, &demo.Agent1)
	doc := s.Open(c, id)
	var last crm.Hash
	for i := range 300 {
		hash, err := doc.Set("ListPrice", 1_000_000+i)
		if err != nil {
			t.Fatal(err)
		}
		last = hash
	}
	// The server has taken in what it has told others of: such edits it must not lose by going.
	other := s.Dial(s.Personal(demo.Agent2.Email), testclient.Options{})
	seen := other.Open(id)
	if err := seen.Wait(roomkeytest.Within(t, 60*time.Second),
		func(_ []crm.Hash, fields map[string]json.RawMessage) bool {
			return len(fields["ListPrice"]) > 0 && string(fields["ListPrice"]) >= "1000100" &&
				len(fields["ListPrice"]) == 7
		}); err != nil {
		t.Fatal(err)
	}
	if code := s.Terminate(); code != 0 {
		t.Errorf("ended with %d", code)
	}
	<-other.Done()
	<-c.Done()
	told := seen.Heads()
	s.Start()
	after := s.Dial(s.Personal(demo.Broker.Email), testclient.Options{})
	kept := s.Open(after, id)
	if !kept.Has(told...) {
		t.Errorf("the server told of %v and has lost it; the last edit was %v", fmt.Sprint(told), last)
	}
}
