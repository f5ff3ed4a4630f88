package runner_test

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/plugins/runner/runnertest"
)

// otherRegions are other regions: b, which has tasks that were made at these times, and c, which is silent.
type otherRegions struct {
	made    []string
	asked   []string
	waits   chan struct{} // closed when there are answers; nil: at once
	waiting chan struct{} // takes one for each who waits
}

// wait waits until there are answers.
func (e *otherRegions) wait() {
	if e.waits != nil {
		e.waiting <- struct{}{}
		<-e.waits
	}
}

func (*otherRegions) Region() string { return "a" }

func (*otherRegions) Others() []string { return []string{"b", "c"} }

func (e *otherRegions) Ask(_ context.Context, q *crm.TaskQuestion) ([]byte, error) {
	e.wait()
	e.asked = append(e.asked, string(q.Act)+" "+string(q.Body))
	switch q.Task {
	case crm.ID{1, 6: 0x40, 8: 0x80}:
		return []byte(`{"id":"` + q.Task.String() + `","status":"cancelled","region":"b","skipped":[]}`), nil
	case crm.ID{2, 6: 0x40, 8: 0x80}:
		return nil, crm.Errorf(crm.CodeUnavailable, "the task is in region c, which can't be reached now")
	}
	return nil, crm.Errorf(crm.CodeNotFound, "elsewhere neither")
}

func (e *otherRegions) AskEach(_ context.Context, _ *crm.TaskQuestion, bodies map[string][]byte) (
	answers map[string][]byte, silent []string) {
	e.wait()
	var asked struct{ Before, Limit int }
	if body := bodies["b"]; body == nil || json.Unmarshal(body, &asked) != nil {
		return nil, []string{"c"}
	}
	var listed []string
	for place := min(asked.Before-1, len(e.made)); place > 0 && len(listed) <= asked.Limit; place-- {
		listed = append(listed, fmt.Sprintf(`{"place":%d,"task":{"id":"%s","region":"b","createdAt":%q}}`, place,
			crm.ID{0: 8, 1: byte(place), 6: 0x40, 8: 0x80}, e.made[place-1]))
	}
	more := len(listed) > asked.Limit
	answer := fmt.Sprintf(`{"tasks":[%s],"more":%v}`, strings.Join(listed[:min(len(listed), asked.Limit)], ","), more)
	return map[string][]byte{"b": []byte(answer)}, []string{"c"}
}

// A list has the tasks of all regions that answer, each once, the newest first, and names those that don't (T32).
func TestTasks_AreListedOfAllRegions(t *testing.T) {
	h := newFixture(t)
	others := &otherRegions{}
	h.server.AskOthers(others)
	h.plugins.Add(one("acme.write", `{}`, `{}`), func(_ context.Context, g *runnertest.Guest) error {
		return g.Output(map[string]any{})
	})
	others.made = append(others.made, "2020-01-01T00:00:00.000Z")
	for range 3 {
		task := h.begin("agent1", "acme.write/do", nil)
		others.made = append(others.made, *task.CreatedAt)
	}
	others.made = append(others.made, "2200-01-01T00:00:00.000Z")
	for limit := range 9 {
		seen, last := make(map[string]bool), "3"
		for cursor := ""; ; {
			var page struct {
				Items  []struct{ ID, Region, CreatedAt string }
				Next   *string
				Silent []string
			}
			h.call("agent1", "GET", fmt.Sprintf("/tasks?limit=%d&cursor=%s", limit+1, cursor), nil).want(t, 200, &page)
			if len(page.Silent) != 1 || page.Silent[0] != "c" || len(page.Items) > limit+1 {
				t.Fatalf("a page is %+v", page)
			}
			for _, item := range page.Items {
				if seen[item.ID] || item.CreatedAt > last || item.Region != "a" && item.Region != "b" {
					t.Errorf("in pages of %d, %+v comes after %s", limit+1, item, last)
				}
				seen[item.ID], last = true, item.CreatedAt
			}
			if page.Next == nil {
				break
			}
			cursor = *page.Next
		}
		if len(seen) != 8 {
			t.Errorf("in pages of %d, %d tasks are listed", limit+1, len(seen))
		}
	}
}

// What is asked about a task that is not here is answered elsewhere; the answer, or the error, is the client's.
func TestTasks_ThatAreNotHereAreAskedFor(t *testing.T) {
	h := newFixture(t)
	others := &otherRegions{}
	h.server.AskOthers(others)
	there, away, none := crm.ID{1, 6: 0x40, 8: 0x80}, crm.ID{2, 6: 0x40, 8: 0x80}, crm.ID{3, 6: 0x40, 8: 0x80}
	for _, act := range []string{"/cancel", "/retry", "/accept", "/reject"} {
		if got := h.call("agent1", "POST", "/tasks/"+there.String()+act, map[string]any{}); got.status != 200 ||
			!strings.Contains(string(got.body), `"region":"b"`) {
			t.Errorf("%s is answered %d %s", act, got.status, got.body)
		}
	}
	changes := map[string]any{"changes": []map[string]any{{"record": there, "pointer": "/name"}}}
	h.call("agent1", "POST", "/tasks/"+there.String()+"/accept", changes)
	want := `accept {"changes":[{"record":"` + there.String() + `","pointer":"/name"}]}`
	if got := others.asked[len(others.asked)-1]; got != want {
		t.Errorf("asked was %s, want %s", got, want)
	}
	if got := h.call("agent1", "GET", "/tasks/"+away.String(), nil); got.status != 503 ||
		!strings.Contains(string(got.body), "is in region c") {
		t.Errorf("a task that is away is answered %d %s", got.status, got.body)
	}
	for line := range strings.Lines(h.log.String()) {
		if strings.Contains(line, `"level":"ERROR"`) && strings.Contains(line, "region c") {
			t.Errorf("what is away is an error of this region: %s", line)
		}
	}
	if got := h.call("agent1", "GET", "/tasks/"+none.String(), nil); got.status != 404 {
		t.Errorf("a task that is nowhere is answered %d %s", got.status, got.body)
	}
}

// A task that is here, and may not be seen, is asked of nobody.
func TestTasks_ThatMayNotBeSeenHere(t *testing.T) {
	h := newFixture(t)
	others := &otherRegions{}
	h.server.AskOthers(others)
	h.plugins.Add(one("acme.write", `{}`, `{}`), func(_ context.Context, g *runnertest.Guest) error {
		return g.Output(map[string]any{})
	})
	task := h.begin("agent1", "acme.write/do", nil)
	if got := h.call("agent2", "GET", "/tasks/"+task.ID, nil); got.status != 404 || len(others.asked) > 0 {
		t.Errorf("a colleague's task is answered %d, and %v is asked", got.status, others.asked)
	}
}

// Whoever waits for another region's answer keeps no other request waiting.
func TestTasks_ThatAreAskedForKeepNothingWaiting(t *testing.T) {
	h := newFixture(t)
	many := runtime.GOMAXPROCS(0) // twice as many as a user's reads may run at once
	others := &otherRegions{waits: make(chan struct{}), waiting: make(chan struct{}, many+1)}
	h.server.AskOthers(others)
	h.token("agent1") // which signs in
	there := crm.ID{2, 6: 0x40, 8: 0x80}
	var asking sync.WaitGroup
	for range many {
		asking.Go(func() {
			if got := h.call("agent1", "GET", "/tasks", nil); got.status != 200 {
				t.Errorf("a list is answered %d %s", got.status, got.body)
			}
		})
	}
	asking.Go(func() { h.call("agent1", "GET", "/tasks/"+there.String(), nil) })
	answered := make(chan int, 1)
	asking.Go(func() {
		for range many + 1 {
			select {
			case <-others.waiting:
			case <-others.waits:
			}
		}
		answered <- h.call("agent1", "GET", "/me", nil).status
	})
	select {
	case status := <-answered:
		if status != 200 {
			t.Errorf("another read is answered %d", status)
		}
	case <-time.After(8 * time.Second):
		t.Error("other reads wait")
	}
	close(others.waits)
	asking.Wait()
}

// Another region's question is answered as its user would be, and nobody else.
func TestAnswerTask_IsForItsUser(t *testing.T) {
	h := newFixture(t)
	h.plugins.Add(one("acme.write", `{}`, `{}`), func(_ context.Context, g *runnertest.Guest) error {
		return g.Output(map[string]any{})
	})
	room := h.own("agent1")
	task := h.begin("agent1", "acme.write/do", nil)
	room.await(crm.EventTaskCompleted, task.ID)
	id, err := crm.ParseID(task.ID)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(name string, act crm.TaskAct, change func(*crm.TaskQuestion)) (string, error) {
		q := &crm.TaskQuestion{Act: act, Broker: h.people[name].Broker, User: h.people[name].ID, Task: id}
		if change != nil {
			change(q)
		}
		answer, err := h.server.AnswerTask(t.Context(), q)
		return string(answer), err
	}
	for _, c := range []struct {
		name, by string
		act      crm.TaskAct
		change   func(*crm.TaskQuestion)
		code     crm.Code
	}{
		{"the caller", "agent1", crm.TaskGet, nil, ""},
		{"the team's lead", "lead", crm.TaskFind, nil, ""},
		{"a lead who decides", "lead", crm.TaskReject, nil, crm.CodeForbidden},
		{"the caller, who cancels what has ended", "agent1", crm.TaskCancel, nil, crm.CodeConflict},
		{"a colleague", "agent2", crm.TaskGet, nil, crm.CodeNotFound},
		{"another brokerage", "outsider", crm.TaskUndo, nil, crm.CodeNotFound},
		{"somebody of another brokerage than is said", "agent1", crm.TaskGet, func(q *crm.TaskQuestion) {
			q.Broker = h.people["outsider"].Broker
		}, crm.CodeNotFound},
		{"nobody", "agent1", crm.TaskGet, func(q *crm.TaskQuestion) { q.User = crm.ID{7} }, crm.CodeNotFound},
		{"a body that can't be read", "agent1", crm.TaskGet, func(q *crm.TaskQuestion) { q.Body = []byte("{") },
			crm.CodeInvalid},
		{"an endless list", "agent1", crm.TaskList, func(q *crm.TaskQuestion) {
			q.Body = []byte(`{"before":9,"limit":1000000}`)
		}, crm.CodeInvalid},
	} {
		if got, err := ask(c.by, c.act, c.change); crm.CodeOf(err) != c.code {
			t.Errorf("%s is answered %s, %v", c.name, got, err)
		}
	}
	var seen struct{ Status string }
	if got, err := ask("agent1", crm.TaskGet, nil); err != nil || json.Unmarshal([]byte(got), &seen) != nil ||
		seen.Status != "completed" {
		t.Errorf("the caller is answered %s, %v", got, err)
	}
	if err := h.store.SetDisabled(t.Context(), h.people["agent1"].ID, true); err != nil {
		t.Fatal(err)
	}
	if got, err := ask("agent1", crm.TaskGet, nil); crm.CodeOf(err) != crm.CodeNotFound {
		t.Errorf("who is disabled is answered %s, %v", got, err)
	}
}
