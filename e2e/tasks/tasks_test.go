package tasks_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
)

// taskEvents are the names of all events about a task in a user's own room, as its log has them.
func (s *server) taskEvents(token string, user crm.ID, task string) (names []string) {
	s.T.Helper()
	joined := make(chan testclient.Frame, 2)
	c := s.Dial(token, testclient.Options{OnFrame: func(f testclient.Frame) {
		if f.Type == "room:joined" {
			joined <- f
		}
	}})
	room := crm.UserRoom(user)
	if err := c.Join(room, "", 0); err != nil {
		s.T.Fatal(err)
	}
	first := roomkeytest.AwaitFrame(s.T, joined)
	if err := c.Join(room, first.Epoch, 0); err != nil {
		s.T.Fatal(err)
	}
	all := roomkeytest.AwaitFrame(s.T, joined)
	if !all.Recovered {
		s.T.Fatal("the room's log is not whole")
	}
	for i, e := range all.Events {
		if e.Offset != uint64(i+1) {
			s.T.Errorf("event %d has offset %d", i, e.Offset)
		}
		var data struct {
			Task string `cbor:"task"`
		}
		if err := cbor.Unmarshal(e.Data, &data); err == nil && data.Task == task {
			names = append(names, strings.TrimPrefix(e.Name, "ai:task:"))
		}
	}
	return names
}

// me is who a token stands for.
func (s *server) me(token string) crm.ID {
	s.T.Helper()
	var me crm.User
	s.Get(token, "/me", &me)
	return me.ID
}

// T4
func TestTasks_KilledAtEveryPointOfEveryStepGoOn(t *testing.T) {
	t.Parallel()
	s := serve(t)
	token := s.Personal(demo.Agent1.Email)
	me := s.me(token)
	for _, step := range []string{"a", "b", "c"} {
		for _, point := range []string{"begin", "proposed", "checkpoint", "output"} {
			t.Run(step+"/"+point, func(t *testing.T) {
				folder := t.TempDir()
				task := roomkeytest.BeginKilled(s.Server, token, folder, step+"/"+point)
				<-s.Ended()
				s.Start()
				roomkeytest.Eventually(t, "the task goes on to its review", func() bool {
					seen := s.Task(token, task.ID)
					if seen.Status == "failed" {
						t.Fatalf("failed: %+v", seen.Error)
					}
					return seen.Status == "review"
				})
				runs, err := os.ReadFile(filepath.Join(folder, "runs"))
				if err != nil {
					t.Fatal(err)
				}
				var want []string
				for _, name := range []string{"a", "b", "c"} {
					want = append(want, name)
					if name == step {
						want = append(want, name)
					}
				}
				if got := strings.Fields(string(runs)); !slices.Equal(got, want) {
					t.Errorf("ran %v, want %v", got, want)
				}
				seen := s.Task(token, task.ID)
				records, names := map[string]bool{}, map[string]int{}
				for _, p := range seen.Proposals {
					records[p.Record] = true
					names[string(p.Changes["/name"][1])]++
				}
				if len(seen.Proposals) != 6 || len(records) != 6 || len(names) != 6 {
					t.Errorf("%d proposals for %d records: %v", len(seen.Proposals), len(records), names)
				}
				for i, s := range seen.Steps {
					attempts := 1
					if s.Name == step {
						attempts = 2
					}
					if s.Status != "completed" || s.Attempt != attempts {
						t.Errorf("step %d is %+v", i, s)
					}
				}
				events := s.taskEvents(token, me, task.ID)
				if events[0] != "started" || events[len(events)-1] != "review" ||
					slices.Index(events[1:], "started") >= 0 || slices.Index(events, "review") != len(events)-1 {
					t.Errorf("its room heard %v", events)
				}
			})
		}
	}
	s.IsSound()
}

// T22
func TestTasks_AnImportThatIsKilledAgainAndAgainMakesEachRecordOnce(t *testing.T) {
	t.Parallel()
	s := serve(t)
	token := s.Personal(demo.Agent1.Email)
	chance := roomkeytest.Seeded(t)
	const batches, size = 10, 25
	count := func() int {
		var page listed
		s.Get(token, "/leads?limit=1&filter[source]=import", &page)
		return page.Total
	}
	task := s.Begin(token, "import", map[string]any{"batches": batches, "size": size})
	for range 4 { // each attempt is counted; the fifth has to come through
		from := count()
		more := min(from+1+chance.IntN(60), batches*size)
		roomkeytest.Eventually(t, "more is imported", func() bool { return count() >= more })
		s.Restart()
	}
	roomkeytest.Eventually(t, "the import ends", func() bool {
		seen := s.Task(token, task.ID)
		if seen.Status == "failed" {
			t.Fatalf("failed: %+v", seen.Error)
		}
		return seen.Status == "completed"
	})
	if n := count(); n != batches*size {
		t.Errorf("%d records were made, not %d", n, batches*size)
	}
	seen := s.Task(token, task.ID)
	for _, p := range seen.Proposals {
		if p.Status != "accepted" {
			t.Fatalf("a proposal is %s", p.Status)
		}
	}
	var undo struct{ Undone, Skipped []any }
	status, body := s.Call(token, "POST", "/tasks/"+task.ID+"/undo", map[string]any{})
	if err := json.Unmarshal(body, &undo); err != nil || status != 200 || len(undo.Undone) != batches*size ||
		len(undo.Skipped) != 0 {
		t.Errorf("undo: %d, %d undone, %d skipped", status, len(undo.Undone), len(undo.Skipped))
	}
	if n := count(); n != 0 {
		t.Errorf("%d records stay after the undo", n)
	}
	s.IsSound()
}

// T5
func TestTasks_SIGTERMInTheMiddleLosesNothing(t *testing.T) {
	t.Parallel()
	s := serve(t)
	token := s.Personal(demo.Agent1.Email)
	task := s.Begin(token, "import", map[string]any{"batches": 20, "size": 10})
	roomkeytest.Eventually(t, "the import is under way", func() bool { return s.Task(token, task.ID).Progress > 10 })
	if code := s.Terminate(); code != 0 {
		t.Errorf("ended with %d", code)
	}
	s.Start()
	roomkeytest.Eventually(t, "the import ends", func() bool { return s.Task(token, task.ID).Status == "completed" })
	if seen := s.Task(token, task.ID); seen.Steps[0].Attempt != 1 || len(seen.Proposals) != 200 {
		t.Errorf("it ended as %+v with %d proposals", seen.Steps, len(seen.Proposals))
	}
	s.IsSound()
}
