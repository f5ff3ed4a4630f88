package crash_test

import (
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"roomkey/internal/roomkeytest"
	"roomkey/internal/volume"
	"roomkey/store"
)

// The server is killed again and again while clients write.
func TestCrash_FiftyKillsOfTheServerLoseNothingAcknowledged(t *testing.T) {
	roomkeytest.AtVolume(t, volume.Of(t, 50, "kills of the server"), killServers)
}

func killServers(t *testing.T, program roomkeytest.Config, kills int) {
	program.Flags = []string{"--sockets-per-user", "20"}
	s := &server{roomkeytest.Start(t, program)}
	records := s.Shared("listings", 3)
	before := s.Histories(records)
	chance := roomkeytest.Seeded(t)
	load := s.startLoad(records, "listings", "ListPrice", "OriginalListPrice", 6, 2, true)
	var slowest time.Duration
	for range kills {
		load.ledger.await(t, 1+chance.IntN(25))
		began := time.Now()
		s.Restart()
		slowest = max(slowest, time.Since(began))
	}
	load.ledger.await(t, 50)
	close(load.endEdits)
	s.audit(load, before)
	load.stop()
	t.Logf("ready again after %v at most", slowest)
	s.IsSound()
}

// Engine children are killed whatever they are doing. No connected client may notice.
func TestCrash_FiftyKillsOfEngineChildrenDropNobody(t *testing.T) {
	roomkeytest.AtVolume(t, volume.Of(t, 50, "kills of engine children"), killEngines)
}

func killEngines(t *testing.T, program roomkeytest.Config, kills int) {
	program.Flags = []string{"--sockets-per-user", "20"}
	s := &server{roomkeytest.Start(t, program)}
	records := s.Shared("escrows", 3)
	before := s.Histories(records)
	chance := roomkeytest.Seeded(t)
	load := s.startLoad(records, "escrows", "purchasePrice", "earnest", 6, 0, false)
	killed := 0
	for killed < kills {
		load.ledger.await(t, 1+chance.IntN(10))
		children := s.Engines()
		if len(children) == 0 {
			continue
		}
		if syscall.Kill(children[chance.IntN(len(children))], syscall.SIGKILL) == nil {
			killed++
		}
	}
	load.ledger.await(t, 50)
	close(load.endEdits)
	s.audit(load, before)
	load.ledger.mu.Lock()
	if load.ledger.dropped > 0 {
		t.Errorf("%d connections ended", load.ledger.dropped)
	}
	load.ledger.mu.Unlock()
	load.stop()
	s.IsSound()
	db := opened(t, filepath.Join(s.Dir, store.FileName))
	var blamed int
	if err := db.QueryRow(`SELECT count(*) FROM quarantine`).Scan(&blamed); err != nil || blamed > 0 {
		t.Errorf("%d honest changes were blamed for the deaths, %v", blamed, err)
	}
}
