package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"roomkey/bench/client"
	"roomkey/crm"
	"roomkey/internal/demo"
)

func TestDrain_SocketsAreToldAndWhatWasAcknowledgedIsThere(t *testing.T) {
	s := serveDemo(t, "--sockets-per-user", "20")
	records := s.shared("listings", 3)
	before := s.histories(records)
	load := s.startLoad(records, "listings", "ListPrice", "OriginalListPrice", 4, 2, false)
	var idle []*client.Client
	for _, user := range demo.Users {
		idle = append(idle, s.dial(s.personal(user.Email), client.Options{}))
	}
	load.ledger.await(t, 60)
	began := time.Now()
	code := s.terminate() // the writers write on meanwhile
	if took := time.Since(began); code != 0 || took > 10*time.Second {
		t.Errorf("ended with %d after %v", code, took)
	}
	for i, c := range idle {
		if code := closeCode(c); code != 3001 {
			t.Errorf("%s was closed with %d: %v", demo.Users[i].Email, code, c.Err())
		}
	}
	s.start()
	close(load.calm)
	s.audit(load, before)
	load.stop()
	s.isSound()
}

func TestDrain_ADisabledUserIsOutWithinTwoSeconds(t *testing.T) {
	s := serveDemo(t)
	record := s.shared("listings", 1)[0]
	token, access := s.personal(demo.Agent2.Email), s.login(demo.Agent2.Email)
	var closedAt, lastFrame atomic.Int64
	c := s.dial(token, client.Options{OnFrame: func(client.Frame) { lastFrame.Store(time.Now().UnixNano()) }})
	s.sit(c, &demo.Agent2)
	s.open(c, record.id(t))
	if out, err := roomkey("user", "disable", "--data", s.dir, "--email", demo.Agent2.Email).CombinedOutput(); err != nil {
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
	colleague := s.dial(s.personal(demo.Agent1.Email), client.Options{})
	s.sit(colleague, &demo.Agent1)
	doc := s.open(colleague, record.id(t))
	for i := 0; closedAt.Load() == 0 && time.Since(disabled) < 10*time.Second; i++ {
		hash, err := doc.Set("ListPrice", 60_000_000+i)
		s.save(doc, hash, err)
	}
	busy.Wait()
	if code := closeCode(c); code != 4501 {
		t.Errorf("closed with %d: %v", code, c.Err())
	}
	if took := time.Unix(0, lastFrame.Load()).Sub(disabled); took > 2*time.Second {
		t.Errorf("the last frame came %v after", took)
	}
	if took := time.Unix(0, closedAt.Load()).Sub(disabled); took > 2*time.Second+500*time.Millisecond {
		t.Errorf("closed after %v", took)
	}
	again, err := s.tryDial(token, client.Options{})
	var closed *client.Closed
	if !errors.As(err, &closed) || closed.Code != 4501 && closed.Code != 3500 {
		t.Errorf("back in: %v, %v", again != nil, err)
	}
	for _, secret := range []string{token, access} {
		if status, _ := s.call(secret, "GET", "/me", nil); status != 401 {
			t.Errorf("REST answers %d", status)
		}
	}
	if status, _ := s.call("", "POST", "/auth/login", map[string]string{"email": demo.Agent2.Email, "password": demo.Password}); status != 401 && status != 403 {
		t.Errorf("signing in answers %d", status)
	}
}

func TestCommands_RefuseWhatTheyDoNotKnow(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	for _, wrong := range []struct {
		name string
		args []string
		env  string
		word string // in the message
	}{
		{"unknown flag", []string{"serve", "--data", dir, "--wings"}, "", "wings"},
		{"unknown variable", []string{"serve", "--data", dir, "--addr", "127.0.0.1:0"}, "ROOMKEY_WINGS=2", "ROOMKEY_WINGS"},
		{"variable of a bad value", []string{"serve", "--data", dir, "--addr", "127.0.0.1:0"}, "ROOMKEY_SOCKETS_PER_USER=many", "ROOMKEY_SOCKETS_PER_USER"},
		{"short secret", []string{"serve", "--data", dir, "--addr", "127.0.0.1:0"}, "ROOMKEY_SECRET=abc", "ROOMKEY_SECRET"},
		{"negative limit", []string{"serve", "--data", dir, "--sockets-per-user", "-1"}, "", "sockets-per-user"},
		{"bad size", []string{"serve", "--data", dir, "--byte-rate", "fast"}, "", "byte-rate"},
		{"no number", []string{"serve", "--data", dir, "--frame-rate", "NaN"}, "", "frame-rate"},
		{"any origin", []string{"serve", "--data", dir, "--origins", "*"}, "", "origins"},
		{"any origin, by a variable", []string{"serve", "--data", dir}, "ROOMKEY_ORIGINS=*", "ROOMKEY_ORIGINS"},
		{"an origin with a path", []string{"serve", "--data", dir, "--origins", "https://a.example,https://b.example/"}, "", "https://b.example/"},
		{"everybody as a proxy", []string{"serve", "--data", dir, "--proxies", "10.0.0.0/8,0.0.0.0/0"}, "", "0.0.0.0/0"},
		{"an address without a port", []string{"serve", "--data", dir, "--addr", "127.0.0.1"}, "", "addr"},
		{"a port too high", []string{"serve", "--data", dir, "--addr", "127.0.0.1:65536"}, "", "addr"},
		{"no folder", []string{"serve", "--data", ""}, "", "data"},
		{"no folder, other command", []string{"check", "--data", ""}, "", "data"},
		{"unknown role", []string{"user", "add", "--data", dir, "--email", "a@example.com", "--broker", "A", "--role", "king"}, "", "role"},
		{"an argument too many", []string{"serve", "--data", dir, "now"}, "", ""},
		{"unknown command", []string{"fly"}, "", "fly"},
		{"unknown action", []string{"user", "promote"}, "", ""},
		{"unknown variable, other command", []string{"check", "--data", dir}, "ROOMKEY_WINGS=2", "ROOMKEY_WINGS"},
		{"backup without a file", []string{"backup", "--data", dir}, "", ""},
	} {
		t.Run(wrong.name, func(t *testing.T) {
			cmd := roomkey(wrong.args...)
			if wrong.env != "" {
				cmd.Env = append(cmd.Env, wrong.env)
			}
			out, err := cmd.CombinedOutput()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != 2 {
				t.Errorf("ends with %v, not 2: %s", err, out)
			}
			if !strings.Contains(string(out), wrong.word) {
				t.Errorf("does not name %q: %s", wrong.word, out)
			}
		})
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a wrong call made the folder: %v", err)
	}
}

func TestCommands_MakeNoDataWhereThereIsNone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	for _, args := range [][]string{
		{"backup", filepath.Join(t.TempDir(), "copy")}, {"erase", "00000000-0000-4000-8000-000000000001"}, {"check"}, {"user", "list"},
		{"user", "passwd", "--email", "a@example.com"}, {"user", "disable", "--email", "a@example.com"},
	} {
		out, err := roomkey(append(args, "--data", dir)...).CombinedOutput()
		if err == nil || !strings.Contains(string(out), "there is no data in") {
			t.Errorf("%v: %v %s", args, err, out)
		}
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a command made the folder: %v", err)
	}
}

// Whoever asks for a record's document while its edits arrive gets them all, whichever way the server goes.
func TestDrain_WhatIsUnderWayIsCommitted(t *testing.T) {
	s := serveDemo(t)
	id := s.shared("listings", 1)[0].id(t)
	c := s.dial(s.personal(demo.Agent1.Email), client.Options{})
	s.sit(c, &demo.Agent1)
	doc := s.open(c, id)
	var last crm.Hash
	for i := range 300 {
		hash, err := doc.Set("ListPrice", 1_000_000+i)
		if err != nil {
			t.Fatal(err)
		}
		last = hash
	}
	// The server has taken in what it has told others of: such edits it must not lose by going.
	other := s.dial(s.personal(demo.Agent2.Email), client.Options{})
	seen := other.Open(id)
	if err := seen.Wait(within(t, 60*time.Second), func(_ []crm.Hash, fields map[string]json.RawMessage) bool {
		return len(fields["ListPrice"]) > 0 && string(fields["ListPrice"]) >= "1000100" && len(fields["ListPrice"]) == 7
	}); err != nil {
		t.Fatal(err)
	}
	if code := s.terminate(); code != 0 {
		t.Errorf("ended with %d", code)
	}
	<-other.Done()
	<-c.Done()
	told := seen.Heads()
	s.start()
	after := s.dial(s.personal(demo.Broker.Email), client.Options{})
	kept := s.open(after, id)
	if !kept.Has(told...) {
		t.Errorf("the server told of %v and has lost it; the last edit was %v", fmt.Sprint(told), last)
	}
}
