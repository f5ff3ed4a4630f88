package tasks_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
)

// today is the day on which the bundled plugins are run: shortly after the demo's own.
const today = "2026-11-10"

// taskEvent is an event about a task, as its room is told of it.
type taskEvent struct {
	Name    string // without "ai:task:"
	Task    string `cbor:"task"`
	Percent int    `cbor:"percent"`
	Step    string `cbor:"step"`
	Message string `cbor:"message"`
	Partial any    `cbor:"partial"`
	Code    string `cbor:"code"`
}

// eventsOf are the events of a task that a listener was told of. It is called with the lock held.
func eventsOf(a *roomkeytest.Listener, task string) (events []taskEvent) {
	for _, e := range a.Events {
		told := taskEvent{Name: strings.TrimPrefix(e.Name, "ai:task:")}
		if cbor.Unmarshal(e.Data, &told) == nil && told.Task == task {
			events = append(events, told)
		}
	}
	return events
}

// longTask is how long a test waits for a task: ten thousand rows take minutes with the race detector.
const longTask = 5 * time.Minute

// awaitEvent waits for an event of a task, and gives all events until then.
func awaitEvent(a *roomkeytest.Listener, task, name string) (events []taskEvent) {
	a.T.Helper()
	err := a.WaitFor(longTask, func() bool {
		events = eventsOf(a, task)
		return slices.ContainsFunc(events, func(e taskEvent) bool { return e.Name == name })
	})
	if err != nil {
		a.T.Fatalf("the room is not told that the task is %s (%v): %+v", name, err, events)
	}
	return events
}

// checkEvents checks the events of a task that went well: it starts once, its percentage never falls and is somewhere
// between 0 and 100, it is completed once, and nothing follows.
func checkEvents(t *testing.T, events []taskEvent) {
	t.Helper()
	percent, between := 0, false
	var names []string
	for _, e := range events {
		if e.Name != "progress" {
			names = append(names, e.Name)
			continue
		}
		if e.Percent < percent || e.Percent > 100 {
			t.Errorf("%d %% after %d %%", e.Percent, percent)
		}
		percent = e.Percent
		between = between || percent > 0 && percent < 100
	}
	want := []string{"started", "review", "completed"}
	if !slices.Contains(names, "review") {
		want = []string{"started", "completed"}
	}
	if !between || !slices.Equal(names, want) || events[0].Name != "started" ||
		events[len(events)-1].Name != "completed" {
		t.Errorf("the room is told %+v", events)
	}
}

// brokerage is Ana's, with a model or without: she runs tasks, and Abe, of her team, is in its room.
type brokerage struct {
	*server
	ana, abe  string // tokens
	own, team *roomkeytest.Listener
	by        string // whose the words are: "model" or "rules"
}

// openBrokerage serves the demo by the program under test, with the plugins that everybody has.
func openBrokerage(t *testing.T, config roomkeytest.Config) *brokerage {
	t.Helper()
	s := &server{roomkeytest.Start(t, config)}
	s.OpenPlugins()
	o := &brokerage{server: s, by: "rules"}
	o.ana, o.abe = o.Personal(demo.Agent1.Email), o.Personal(demo.Agent2.Email)
	o.own = o.Listen(o.ana, crm.UserRoom(demo.Agent1.ID), "", 0)
	o.team = o.Listen(o.abe, crm.TeamRoom(demo.Harbor.ID), "", 0)
	if slices.Contains(s.Flags, "--llm-url") {
		o.by = "model"
	}
	return o
}

// run has Ana run a workflow, in the team's room or her own, until it has ended or waits for her. Into output goes what
// it puts out.
func (o *brokerage) run(room *roomkeytest.Listener, workflow string, input, output any) roomkeytest.Task {
	o.T.Helper()
	task := o.startIn(room, workflow, input)
	task = o.AwaitTask(o.ana, task)
	if task.Status != "review" && task.Status != "completed" {
		o.T.Fatalf("%s is %s: %+v", workflow, task.Status, task.Error)
	}
	if err := json.Unmarshal(task.Output, output); err != nil {
		o.T.Fatalf("%s puts out %s: %v", workflow, task.Output, err)
	}
	return task
}

func (o *brokerage) startIn(room *roomkeytest.Listener, workflow string, input any) roomkeytest.Task {
	o.T.Helper()
	return o.BeginIn(room.Room, o.ana, workflow, input)
}

// accepts has Ana accept all that a task proposes; nothing waits then.
func (o *brokerage) accepts(task roomkeytest.Task) {
	o.T.Helper()
	var after struct {
		Status  string
		Skipped []any
	}
	status, body := o.Call(o.ana, "POST", "/tasks/"+task.ID+"/accept", map[string]any{})
	if status != 200 || json.Unmarshal(body, &after) != nil || after.Status != "completed" || len(after.Skipped) > 0 {
		o.T.Fatalf("accept: %d %s", status, body)
	}
}

// one is the first record of Ana's that a query finds and choose likes.
func (o *brokerage) one(query string, choose func(record) bool) record {
	o.T.Helper()
	var page listed
	o.Get(o.ana, query+"&limit=200&filter[owner]="+demo.Agent1.ID.String(), &page)
	i := slices.IndexFunc(page.Items, choose)
	if i < 0 {
		o.T.Fatalf("%s finds no such record among %d", query, len(page.Items))
	}
	return page.Items[i]
}

func (o *brokerage) record(path string) (r record) {
	o.T.Helper()
	o.Get(o.ana, path, &r)
	return r
}

func shared(r record) bool { return r.Visibility == "team" && len(r.Private) == 0 }

// wholeText puts together the model's words that a room was told.
func wholeText(events []taskEvent) (text string) {
	for _, e := range events {
		partial, _ := e.Partial.(map[any]any)
		piece, ok := partial["text"].(string)
		if !ok {
			continue
		}
		from, _ := partial["from"].(uint64)
		text = text[:min(int(from), len(text))] + piece
	}
	return text
}
