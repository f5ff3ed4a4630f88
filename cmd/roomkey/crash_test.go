package main

import (
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"roomkey/store"
)

// A server that is pulled the plug again and again, in the middle of everything.
func TestCrash_FiftyKillsOfTheServerLoseNothingAcknowledged(t *testing.T) {
	s := serveDemo(t, "--sockets-per-user", "20")
	records := s.shared("listings", 3)
	before := s.histories(records)
	chance := seeded(t)
	load := s.startLoad(records, "listings", "ListPrice", "OriginalListPrice", 6, 2, true)
	var slowest time.Duration
	for range 50 {
		load.ledger.await(t, 1+chance.IntN(25))
		began := time.Now()
		s.restart()
		slowest = max(slowest, time.Since(began))
	}
	load.ledger.await(t, 50)
	close(load.calm)
	s.audit(load, before)
	load.stop()
	t.Logf("ready again after %v at most", slowest)
	s.isSound()
}

// isSound stops the server and has its data checked.
func (s *server) isSound() {
	s.t.Helper()
	if code := s.terminate(); code != 0 {
		s.t.Errorf("the server ends with %d", code)
	}
	if out, err := roomkey("check", "--data", s.dir).CombinedOutput(); err != nil {
		s.t.Errorf("check: %v\n%s", err, out)
	}
}

// Engine children that die, whatever they are doing: nobody who is connected may notice.
func TestCrash_FiftyKillsOfEngineChildrenDropNobody(t *testing.T) {
	s := serveDemo(t, "--sockets-per-user", "20")
	records := s.shared("escrows", 3)
	before := s.histories(records)
	chance := seeded(t)
	load := s.startLoad(records, "escrows", "purchasePrice", "earnest", 6, 0, false)
	killed := 0
	for killed < 50 {
		load.ledger.await(t, 1+chance.IntN(10))
		children := kin(s.cmd.Process.Pid)
		if len(children) == 0 {
			continue
		}
		if syscall.Kill(children[chance.IntN(len(children))], syscall.SIGKILL) == nil {
			killed++
		}
	}
	load.ledger.await(t, 50)
	close(load.calm)
	s.audit(load, before)
	load.ledger.mu.Lock()
	if load.ledger.dropped > 0 {
		t.Errorf("%d connections ended", load.ledger.dropped)
	}
	load.ledger.mu.Unlock()
	load.stop()
	s.isSound()
	db := opened(t, filepath.Join(s.dir, store.FileName))
	var blamed int
	if err := db.QueryRow(`SELECT count(*) FROM quarantine`).Scan(&blamed); err != nil || blamed > 0 {
		t.Errorf("%d honest changes were blamed for the deaths, %v", blamed, err)
	}
}
