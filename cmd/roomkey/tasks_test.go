package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"roomkey/bench/client"
	"roomkey/crm"
	"roomkey/internal/demo"
)

// taskSeen is a task as REST shows it.
type taskSeen struct {
	ID, Status string
	Progress   int
	Steps      []struct {
		Name, Status string
		Attempt      int
	}
	Error     *crm.TaskError
	Proposals []struct {
		Record, Status string
		Changes        map[string][2]any
	}
}

func (s *server) begin(token, workflow string, input any) taskSeen {
	s.t.Helper()
	var t taskSeen
	status, body := s.call(token, "POST", "/tasks", map[string]any{"workflow": workflow, "input": input})
	if status != 201 || json.Unmarshal(body, &t) != nil {
		s.t.Fatalf("begin %s: %d %s", workflow, status, body)
	}
	return t
}

func (s *server) task(token, id string) (t taskSeen) {
	s.t.Helper()
	s.get(token, "/tasks/"+id, &t)
	return t
}

// taskEvents are the names of all events about a task in a user's own room, as its log has them.
func (s *server) taskEvents(token string, user crm.ID, task string) (names []string) {
	s.t.Helper()
	joined := make(chan client.Frame, 2)
	c := s.dial(token, client.Options{OnFrame: func(f client.Frame) {
		if f.Type == "room:joined" {
			joined <- f
		}
	}})
	room := crm.UserRoom(user)
	if err := c.Join(room, "", 0); err != nil {
		s.t.Fatal(err)
	}
	first := await(s.t, joined)
	if err := c.Join(room, first.Epoch, 0); err != nil {
		s.t.Fatal(err)
	}
	all := await(s.t, joined)
	if !all.Recovered {
		s.t.Fatal("the room's log is not whole")
	}
	for i, e := range all.Events {
		if e.Offset != uint64(i+1) {
			s.t.Errorf("event %d has offset %d", i, e.Offset)
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

func await(t testing.TB, frames <-chan client.Frame) client.Frame {
	t.Helper()
	select {
	case f := <-frames:
		return f
	case <-time.After(30 * time.Second):
		t.Fatal("no answer to a join")
		panic("unreachable")
	}
}

// me is who a token stands for.
func (s *server) me(token string) crm.ID {
	s.t.Helper()
	var me crm.User
	s.get(token, "/me", &me)
	return me.ID
}

func TestTasks_KilledAtEveryPointOfEveryStepGoOn(t *testing.T) {
	s := serveDemo(t)
	token := s.personal(demo.Agent1.Email)
	me := s.me(token)
	for _, step := range []string{"a", "b", "c"} {
		for _, point := range []string{"begin", "proposed", "checkpoint", "output"} {
			t.Run(step+"/"+point, func(t *testing.T) {
				folder := t.TempDir()
				task := s.begin(token, "three", map[string]any{"folder": folder, "killAt": step + "/" + point})
				<-s.ended
				s.start()
				eventually(t, "the task goes on to its review", func() bool {
					seen := s.task(token, task.ID)
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
				seen := s.task(token, task.ID)
				records, names := map[string]bool{}, map[string]int{}
				for _, p := range seen.Proposals {
					records[p.Record] = true
					names[fmt.Sprint(p.Changes["/name"][1])]++
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
				if events[0] != "started" || events[len(events)-1] != "review" || slices.Index(events[1:], "started") >= 0 || slices.Index(events, "review") != len(events)-1 {
					t.Errorf("its room heard %v", events)
				}
			})
		}
	}
	s.isSound()
}

func TestTasks_AnImportThatIsKilledAgainAndAgainMakesEachRecordOnce(t *testing.T) {
	s := serveDemo(t)
	token := s.personal(demo.Agent1.Email)
	chance := seeded(t)
	const batches, size = 10, 25
	count := func() int {
		var page listed
		s.get(token, "/leads?limit=1&filter[source]=import", &page)
		return page.Total
	}
	task := s.begin(token, "import", map[string]any{"batches": batches, "size": size})
	for range 4 { // each attempt is counted; the fifth has to come through
		from := count()
		more := min(from+1+chance.IntN(60), batches*size)
		eventually(t, "more is imported", func() bool { return count() >= more })
		s.restart()
	}
	eventually(t, "the import ends", func() bool {
		seen := s.task(token, task.ID)
		if seen.Status == "failed" {
			t.Fatalf("failed: %+v", seen.Error)
		}
		return seen.Status == "completed"
	})
	if n := count(); n != batches*size {
		t.Errorf("%d records were made, not %d", n, batches*size)
	}
	seen := s.task(token, task.ID)
	for _, p := range seen.Proposals {
		if p.Status != "accepted" {
			t.Fatalf("a proposal is %s", p.Status)
		}
	}
	var undo struct{ Undone, Skipped []any }
	status, body := s.call(token, "POST", "/tasks/"+task.ID+"/undo", map[string]any{})
	if err := json.Unmarshal(body, &undo); err != nil || status != 200 || len(undo.Undone) != batches*size || len(undo.Skipped) != 0 {
		t.Errorf("undo: %d, %d undone, %d skipped", status, len(undo.Undone), len(undo.Skipped))
	}
	if n := count(); n != 0 {
		t.Errorf("%d records stay after the undo", n)
	}
	s.isSound()
}

func TestTasks_SIGTERMInTheMiddleLosesNothing(t *testing.T) {
	s := serveDemo(t)
	token := s.personal(demo.Agent1.Email)
	task := s.begin(token, "import", map[string]any{"batches": 20, "size": 10})
	eventually(t, "the import is under way", func() bool { return s.task(token, task.ID).Progress > 10 })
	if code := s.terminate(); code != 0 {
		t.Errorf("ended with %d", code)
	}
	s.start()
	eventually(t, "the import ends", func() bool { return s.task(token, task.ID).Status == "completed" })
	if seen := s.task(token, task.ID); seen.Steps[0].Attempt != 1 || len(seen.Proposals) != 200 {
		t.Errorf("it ended as %+v with %d proposals", seen.Steps, len(seen.Proposals))
	}
	s.isSound()
}
