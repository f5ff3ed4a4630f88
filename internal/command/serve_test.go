package command

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The server's children are this binary again.
func TestMain(m *testing.M) {
	if Child(os.Args[1:]) {
		return
	}
	os.Exit(m.Run())
}

// Two servers in one process share nothing: each takes its settings from its own value, and ends with its own context.
func TestServe_RunsAsAValue(t *testing.T) {
	var ends []func() int
	for _, secret := range []string{"the secret of the first of the servers",
		"the secret of the second of the servers"} {
		dir := filepath.Join(t.TempDir(), "data")
		ctx, cancel := context.WithCancel(t.Context())
		read, write := io.Pipe()
		p := &Program{Args: []string{"serve"}, Env: []string{"ROOMKEY_ADDR=127.0.0.1:0", "ROOMKEY_DATA=" + dir,
			"ROOMKEY_SECRET=" + secret},
			Stdout: io.Discard, Stderr: write, Now: time.Now, Random: rand.Reader}
		status := make(chan int, 1)
		go func() { status <- p.Run(ctx); write.Close() }()
		ends = append(ends, func() int { cancel(); return <-status })
		response, err := http.Get("http://" + listening(t, read) + "/healthz")
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusOK {
			t.Errorf("it answers %s", response.Status)
		}
		if _, err := os.Stat(filepath.Join(dir, "secret")); err == nil {
			t.Error("it made a secret beside the one that it was given")
		}
	}
	for i, end := range ends {
		if status := end(); status != 0 {
			t.Errorf("server %d ends with %d", i, status)
		}
	}
}

func TestServe_WarnsOfTheAccountsThatItFinds(t *testing.T) {
	for _, c := range []struct {
		email, logged string
		demo          bool
	}{
		{"", "roomkey user add --data", false},
		{"agent1@demo.test", "accounts of the demo", true},
		{"ana@example.com", "", false},
	} {
		dir := filepath.Join(t.TempDir(), "data")
		if c.email != "" {
			if status, failed := add(t, dir, c.email, "Harbor"); status != 0 {
				t.Fatal(failed)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		read, write := io.Pipe()
		var logged bytes.Buffer
		p := &Program{Args: []string{"serve", "--addr", "127.0.0.1:0", "--data", dir}, Stdout: io.Discard,
			Stderr: write, Now: time.Now, Random: rand.Reader}
		status := make(chan int, 1)
		go func() { status <- p.Run(ctx); write.Close() }()
		addr := listening(t, io.TeeReader(read, &logged))
		response, err := http.Get("http://" + addr + "/api/v1/about")
		if err != nil {
			t.Fatal(err)
		}
		var told struct{ Demo bool }
		err = json.NewDecoder(response.Body).Decode(&told)
		response.Body.Close()
		if err != nil || told.Demo != c.demo {
			t.Errorf("%q: it tells %v, %v", c.email, told, err)
		}
		cancel()
		if got := <-status; got != 0 {
			t.Errorf("it ends with %d", got)
		}
		warned := strings.Contains(logged.String(), `"WARN"`)
		if warned != (c.logged != "") || !strings.Contains(logged.String(), c.logged) {
			t.Errorf("%q: it logs %s", c.email, logged.String())
		}
	}
}

// listening reads a server's log: where it listens. What it logs afterwards is read and dropped.
func listening(t *testing.T, log io.Reader) string {
	t.Helper()
	for lines := bufio.NewScanner(log); lines.Scan(); {
		var entry struct{ Msg, Addr string }
		if json.Unmarshal(lines.Bytes(), &entry) == nil && entry.Msg == "listening" {
			go func() { _, _ = io.Copy(io.Discard, log) }()
			return entry.Addr
		}
	}
	t.Fatal("the server ended")
	return ""
}
