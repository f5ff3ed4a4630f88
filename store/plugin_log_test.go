package store_test

import (
	"database/sql"
	"fmt"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// withLog opens a store with a plugin that the user 8 has installed and the log of one failed attempt of the task 1.
func withLog(t *testing.T, dir string) (*store.Store, *watch) {
	t.Helper()
	s, clock := timed(t, dir)
	addBrokerage(t, dir)
	installPlugin(t, s, 8)
	add(t, s, task(1))
	addLog(t, s, 8, 1, "first")
	wantLogs(t, s, "first")
	return s, clock
}

// addBrokerage adds the brokerage that tasks and records of tests name.
func addBrokerage(t *testing.T, dir string) {
	t.Helper()
	db, err := sql.Open("sqlite", file(dir))
	if err != nil {
		t.Fatal(err)
	}
	if _, err = db.Exec(`INSERT INTO brokerages (id, name) VALUES (?, 'Demo Realty')`, broker[:]); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func installPlugin(t *testing.T, s *store.Store, by int) {
	t.Helper()
	err := s.ChangePlugin(t.Context(), broker, "acme.x", func(*crm.PluginRow) (crm.PluginRow, error) {
		return crm.PluginRow{Digest: crm.Hash{1}, Granted: []byte("{}"), By: id(by), At: now}, nil
	}, []byte("package"), crm.AuditEntry{At: now, Action: "plugin:installed", Field: "acme.x"})
	if err != nil {
		t.Fatal(err)
	}
}

func addLog(t *testing.T, s *store.Store, by, of int, text string) {
	t.Helper()
	err := s.AddPluginLog(t.Context(), broker, id(by), crm.PluginLog{Plugin: "acme.x", Task: id(of), Step: "a",
		Version: "1.0.0", Attempt: 1, Code: "trap", Message: "it broke", Text: text})
	if err != nil {
		t.Fatal(err)
	}
}

func wantLogs(t *testing.T, s *store.Store, texts ...string) {
	t.Helper()
	logs, err := s.PluginLogs(t.Context(), broker, "acme.x")
	if err != nil || len(logs) != len(texts) {
		t.Fatalf("there are %d logs, want %d: %v", len(logs), len(texts), err)
	}
	for i, log := range logs {
		if log.Text != texts[i] || log.Step != "a" || log.Attempt != 1 || log.Message != "it broke" {
			t.Errorf("log %d is %+v, want %q", i, log, texts[i])
		}
	}
}

func TestPluginLogs_AreTheNewestTwentyOfFourteenDays(t *testing.T) {
	t.Parallel()
	s, clock := withLog(t, newDir(t))
	var want []string
	for n := range 20 {
		clock.move(time.Minute)
		addLog(t, s, 8, 1, fmt.Sprint("log ", n))
		want = append([]string{fmt.Sprint("log ", n)}, want...)
	}
	wantLogs(t, s, want...)
	clock.move(14*24*time.Hour - 10*time.Minute)
	wantLogs(t, s, want[:10]...)
	if err := s.Maintain(t.Context()); err != nil {
		t.Fatal(err)
	}
	clock.move(-24 * time.Hour) // what has expired is deleted
	wantLogs(t, s, want[:10]...)
	if logs, err := s.PluginLogs(t.Context(), id(99), "acme.x"); len(logs) > 0 || err != nil {
		t.Errorf("another brokerage reads %v, %v", logs, err)
	}
}

// The table's triggers hold this, so that a version of the program that knows nothing of logs deletes them too.
func TestPluginLogs_GoWithPluginInstallerAndTask(t *testing.T) {
	t.Parallel()
	entry := crm.AuditEntry{At: now, Action: "plugin:removed", Field: "acme.x"}
	for name, do := range map[string]func(*testing.T, *store.Store){
		"the plugin is removed": func(t *testing.T, s *store.Store) {
			if err := s.RemovePlugin(t.Context(), broker, "acme.x", entry); err != nil {
				t.Fatal(err)
			}
			addLog(t, s, 8, 1, "late")
			installPlugin(t, s, 8)
		},
		"somebody else installs it": func(t *testing.T, s *store.Store) {
			installPlugin(t, s, 9)
			addLog(t, s, 8, 1, "late")
		},
		"a record is erased": func(t *testing.T, s *store.Store) {
			if err := s.Erase(t.Context(), id(5)); err != nil {
				t.Fatal(err)
			}
			addLog(t, s, 8, 1, "late")
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := withLog(t, newDir(t))
			w := write(5, "x")
			w.Record = lead(5, nil)
			if _, err := s.Commit(t.Context(), w); err != nil {
				t.Fatal(err)
			}
			do(t, s)
			wantLogs(t, s)
		})
	}
	t.Run("an update by the same user keeps them", func(t *testing.T) {
		s, _ := withLog(t, newDir(t))
		installPlugin(t, s, 8)
		wantLogs(t, s, "first")
	})
}

func TestErase_LeavesNothingOfAPluginsLog(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := erasable(t, dir)
	addBrokerage(t, dir)
	installPlugin(t, s, 8)
	add(t, s, task(1))
	addLog(t, s, 8, 1, canary)
	if err := s.Erase(t.Context(), id(5)); err != nil {
		t.Fatal(err)
	}
	wantNoCanary(t, s, dir)
}
