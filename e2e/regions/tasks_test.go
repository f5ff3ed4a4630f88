package regions_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
)

// startScripted starts regions whose plugins do what a task's input says.
func startScripted(t *testing.T, delays map[string]time.Duration) *roomkeytest.Regions {
	t.Helper()
	r := roomkeytest.PrepareRegions(t, "abc", delays)
	for _, name := range []string{"a", "b", "c"} {
		r.Region(name).SetEnv(roomkeytest.Scripted + "=1")
	}
	r.Start()
	return r
}

// hears waits until a room was told of an event about a task whose data match.
func hears(l *roomkeytest.Listener, task, event, says string) {
	l.T.Helper()
	l.Until("hears "+event+" "+says, func() bool {
		return slices.ContainsFunc(roomkeytest.EventLines(l.Events), func(line string) bool {
			return strings.Contains(line, "ai:task:"+event) && strings.Contains(line, task) &&
				strings.Contains(line, says)
		})
	})
}

// regionTask is a task as any region shows it.
type regionTask struct {
	roomkeytest.Task
	Region string
}

// taskList is a page of tasks.
type taskList struct {
	Items  []regionTask
	Next   string
	Silent []string
}

// Whoever starts a task in one region sees it in all others, as it goes on, and can cancel it and decide on what it
// proposes there. If that region's server dies, the task waits for it.
func TestTasks_AreSeenAndDecidedOnInOtherRegions(t *testing.T) {
	t.Parallel()
	r := startScripted(t, delays)
	a, b, c := r.Region("a"), r.Region("b"), r.Region("c")
	token := a.Personal(demo.Agent1.Email)
	inB := b.Listen(token, crm.UserRoom(demo.Agent1.ID), "", 0)

	held := a.Begin(token, "three", map[string]any{"folder": t.TempDir(), "holdAt": "b/begin"})
	hears(inB, held.ID, "started", "Three steps")
	hears(inB, held.ID, "progress", `"percent": 33`)
	var seen regionTask
	c.Get(token, "/tasks/"+held.ID, &seen)
	if seen.Status != "running" || seen.Region != "a" || len(seen.Steps) != 3 || len(seen.Proposals) != 2 {
		t.Errorf("c sees %+v", seen)
	}
	for _, email := range []string{demo.Agent2.Email, demo.Outsider.Email} {
		if status, body := b.Call(b.Personal(email), "GET", "/tasks/"+held.ID, nil); status != http.StatusNotFound {
			t.Errorf("%s is answered %d %s", email, status, body)
		}
	}
	if status, body := c.Call(token, "POST", "/tasks/"+held.ID+"/accept", map[string]any{}); status != 409 {
		t.Errorf("a task that runs is decided on: %d %s", status, body)
	}
	if status, body := b.Call(token, "POST", "/tasks/"+held.ID+"/cancel", map[string]any{}); status != 200 ||
		!strings.Contains(string(body), `"status":"cancelled"`) {
		t.Errorf("the cancel is answered %d %s", status, body)
	}
	hears(inB, held.ID, "cancelled", "")
	if got := a.Task(token, held.ID); got.Status != "cancelled" {
		t.Errorf("in a the task is %s", got.Status)
	}

	task := a.Begin(token, "three", map[string]any{"folder": t.TempDir()})
	hears(inB, task.ID, "review", `"proposals": 6`)
	decides(t, r, token, task.ID)
	hears(inB, task.ID, "completed", "")
	b.RunTask(token, "three", map[string]any{"folder": t.TempDir()})
	c.RunTask(token, "three", map[string]any{"folder": t.TempDir()})
	pages(t, r, token)
	waitsForItsServer(t, r, token)
}

// decides accepts one proposal in b, rejects the others in c, and takes the first one back in b.
func decides(t *testing.T, r *roomkeytest.Regions, token, task string) {
	t.Helper()
	a, b, c := r.Region("a"), r.Region("b"), r.Region("c")
	seen := b.Task(token, task)
	if len(seen.Proposals) != 6 {
		t.Fatalf("b sees %d proposals", len(seen.Proposals))
	}
	lead := seen.Proposals[0].Record
	chosen := map[string]any{"changes": []map[string]any{{"record": lead}}}
	if status, body := b.Call(token, "POST", "/tasks/"+task+"/accept", chosen); status != 200 ||
		!strings.Contains(string(body), `"skipped":[]`) {
		t.Fatalf("the acceptance is answered %d %s", status, body)
	}
	there := func(s *roomkeytest.Server) bool {
		status, _ := s.Call(token, "GET", "/leads/"+lead, nil)
		return status == 200
	}
	roomkeytest.Eventually(t, "the lead is in all regions", func() bool { return there(a) && there(b) && there(c) })
	if status, body := c.Call(token, "POST", "/tasks/"+task+"/reject", map[string]any{}); status != 200 ||
		!strings.Contains(string(body), `"status":"completed"`) {
		t.Errorf("the rejection is answered %d %s", status, body)
	}
	if status, body := b.Call(token, "POST", "/tasks/"+task+"/undo", map[string]any{}); status != 200 ||
		!strings.Contains(string(body), lead) {
		t.Errorf("the undo is answered %d %s", status, body)
	}
	wrong := map[string]any{"changes": []map[string]any{{"record": demo.Agent1.ID}}}
	if status, body := b.Call(token, "POST", "/tasks/"+task+"/accept", wrong); status != 400 ||
		!strings.Contains(string(body), `"field":"changes/0"`) {
		t.Errorf("a place without a proposal is answered %d %s", status, body)
	}
}

// pages holds the list of tasks, in pages of each size, against the order in which they were made.
func pages(t *testing.T, r *roomkeytest.Regions, token string) {
	t.Helper()
	for limit := range 5 {
		var got []string
		cursor := ""
		for {
			var page taskList
			r.Region("c").Get(token, fmt.Sprintf("/tasks?limit=%d&cursor=%s", limit+1, cursor), &page)
			for _, task := range page.Items {
				got = append(got, task.Region)
			}
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		if strings.Join(got, "") != "cbaa" {
			t.Errorf("in pages of %d, tasks are listed of the regions %v", limit+1, got)
		}
	}
}

// waitsForItsServer has a's server die in the middle of a task. It goes on when the server is back, and meanwhile the
// others say where the task is. What it proposes exists once, and what is accepted in another region is done once.
func waitsForItsServer(t *testing.T, r *roomkeytest.Regions, token string) {
	t.Helper()
	a, b := r.Region("a"), r.Region("b")
	folder := t.TempDir()
	inB := b.Listen(token, crm.UserRoom(demo.Agent1.ID), "", 0)
	before := leadsIn(b, token)
	task := roomkeytest.BeginKilled(a, token, folder, "b/checkpoint")
	<-a.Ended()
	hears(inB, task.ID, "progress", "region a can't be reached now")
	status, body := b.Call(token, "GET", "/tasks/"+task.ID, nil)
	if status != http.StatusServiceUnavailable || !strings.Contains(string(body), "the task is in region a,") {
		t.Errorf("b is answered %d %s", status, body)
	}
	status, body = b.Call(token, "GET", "/tasks/"+demo.Agent1.ID.String(), nil)
	if status != http.StatusServiceUnavailable || !strings.Contains(string(body), "may be in region a,") {
		t.Errorf("of what no other region knows, b is answered %d %s", status, body)
	}
	var list taskList
	b.Get(token, "/tasks", &list)
	if len(list.Items) != 2 || !slices.Equal(list.Silent, []string{"a"}) {
		t.Errorf("b lists %+v", list)
	}

	a.Start()
	hears(inB, task.ID, "review", `"proposals": 6`)
	roomkeytest.Eventually(t, "it is accepted in b", func() bool { // as soon as b hears a again
		status, body = b.Call(token, "POST", "/tasks/"+task.ID+"/accept", map[string]any{})
		return status != http.StatusServiceUnavailable
	})
	if status != 200 || !strings.Contains(string(body), `"status":"completed"`) {
		t.Fatalf("the acceptance is answered %d %s", status, body)
	}
	runs, err := os.ReadFile(filepath.Join(folder, "runs"))
	if err != nil || strings.Join(strings.Fields(string(runs)), "") != "abbc" {
		t.Errorf("the steps ran %q, %v", runs, err)
	}
	roomkeytest.Eventually(t, "all leads are in b", func() bool { return leadsIn(b, token) >= before+6 })
	if more := leadsIn(b, token) - before; more != 6 {
		t.Errorf("there are %d more leads", more)
	}
	ends := 0
	inB.Lock()
	for _, e := range inB.Events {
		var data struct{ Task string }
		if cbor.Unmarshal(e.Data, &data) == nil && data.Task == task.ID && e.Name == crm.EventTaskReview {
			ends++
		}
	}
	inB.Unlock()
	if ends != 1 {
		t.Errorf("b was told %d times of the review", ends)
	}
	inB.Contiguous()
}

// leadsIn counts the leads that tasks have made.
func leadsIn(s *roomkeytest.Server, token string) int {
	s.T.Helper()
	var leads struct{ Total int }
	s.Get(token, "/leads?q=Step&limit=1", &leads)
	return leads.Total
}
