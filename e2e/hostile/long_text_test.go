package hostile_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/load"
	"roomkey/internal/roomkeytest"
)

// A text of 178,000 characters that is replaced by another one was refused only after the engine had written it, and
// honest editors waited for seconds. Now it is refused before the engine is asked.
func TestHostile_LongTextsThatAreReplacedAreRefusedBesideAnHonestEditor(t *testing.T) {
	s := roomkeytest.ServePlain(t, "--work-rate", "0") // each is refused by itself
	listing, other := s.Shared("listings", 2)[0], s.Shared("listings", 2)[1]
	path, token := "/listings/"+listing.ID, s.Personal(demo.Agent1.Email)
	write := func(text string) (int, string) {
		status, answer := s.Call(token, "PATCH", path, map[string]any{"fields": map[string]any{"PublicRemarks": text}})
		return status, string(answer)
	}
	half := strings.Repeat("a quiet ", 89_000/8)
	for _, text := range []string{half, half + half} {
		if status, answer := write(text); status != 200 {
			t.Fatalf("%d: %.300s", status, answer)
		}
	}
	processes, honest := fmt.Sprint(s.Engines()), s.Edit(other.Key(t), "ListPrice", demo.Lead)
	var attackers sync.WaitGroup
	for i := range 24 {
		attackers.Go(func() {
			status, answer := 429, ""
			for status == 429 { // a user's large edits come one by one, and few wait
				status, answer = write(strings.Repeat(string(rune('A'+i))+"street!", 178_000/8))
			}
			if status != 413 || !strings.Contains(answer, `"/PublicRemarks"`) {
				t.Errorf("%d: %.300s", status, answer)
			}
		})
	}
	attackers.Wait()
	honest.Stop()
	if now := fmt.Sprint(s.Engines()); now != processes {
		t.Errorf("the engines were %s, and are %s", processes, now)
	}
}

// Issue 11, 2: 24 long texts of one user, replaced at once over REST, had honest edits wait for 200 ms, took 800 MB,
// and were still being written when their clients had long left.
func TestHostile_LongTextsOfOneUserAreWrittenOneByOneAndForWhoeverIsThere(t *testing.T) {
	s := &server{roomkeytest.ServePlain(t)}
	token, chance := s.Personal(demo.Agent1.Email), roomkeytest.Seeded(t)
	var listings []string
	for range 24 {
		listings = append(listings, "/listings/"+s.MakeListing(token, crm.VisibilityTeam).ID)
	}
	letters := make([]byte, 95_000)
	for i := range letters {
		letters[i] = byte('a' + chance.IntN(26))
	}
	editor := s.Edit(s.Shared("escrows", 1)[0].Key(t), "purchasePrice", demo.Agent2)
	before, highest := s.memory(), load.WatchMemory(t.Context(), s.PID())
	attack := s.flood(token, len(listings), func(c, turn int) *http.Request {
		from := (c + turn) * 1_000
		text := string(letters[from%len(letters):]) + string(letters[:from%len(letters)])
		body := roomkeytest.AsJSON(t, m{"fields": m{"PublicRemarks": text}})
		r := s.request("PATCH", listings[c], strings.NewReader(body))
		r.Header.Set("Content-Type", "application/merge-patch+json")
		return r
	})
	roomkeytest.Eventually(t, "the attacker is served and refused", func() bool {
		return attack.served.Load() > 2 && attack.refused.Load() > 40
	})
	saved := editor.Saved()
	roomkeytest.Eventually(t, "edits are saved", func() bool { return editor.Saved() > saved+20 })
	s.counted(`roomkey_work_waits_total{kind="large edits"}`, `roomkey_work_refused_total{kind="large edits"}`)
	attack.leave()
	editor.Stop()
	if most := highest(); most > 400<<20 {
		t.Errorf("the server took %d MB", most>>20)
	}
	roomkeytest.Eventually(t, "the memory is given back", func() bool { return s.memory() < before+20<<20 })
	if attack.hurriedly.Load() > 0 {
		t.Errorf("%d refusals don't say why and for how long", attack.hurriedly.Load())
	}
}

// memory is that of the server's processes, in bytes.
func (s *server) memory() int64 {
	s.T.Helper()
	held, err := load.Memory(s.PID())
	if err != nil {
		s.T.Fatal(err)
	}
	return held
}
