package hostile_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"roomkey/internal/demo"
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
			status, answer := write(strings.Repeat(string(rune('A'+i))+"street!", 178_000/8))
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
