package runner_test

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/runner/runnertest"
)

// echo outputs its input.
func echo(_ context.Context, g *runnertest.Guest) error {
	in, err := g.Input()
	if err != nil {
		return err
	}
	return g.Output(in.Input)
}

// T2
func TestWorkflow_PointersLeadWhereRFC6901Says(t *testing.T) {
	h := newFixture(t)
	mapping := map[string]json.RawMessage{}
	for member, from := range map[string]string{
		"all": "/input", "null": "/input/null", "empty name": "/input/", "escaped": "/input/a~1b~0c~01",
		"item": "/input/list/1/x", "item again": "/input/list/1",
		"zero": "/input/list/0", "not an index": "/input/list/01", "signed": "/input/list/+1",
		"beyond": "/input/list/3", "last": "/input/list/-",
		"into a text": "/input/text/0", "by a number": "/input/numbers/0", "nothing": "/input/none/deeper",
		"large": "/input/large",
	} {
		mapping[member] = raw(`"` + from + `"`)
	}
	mapping["text"], mapping["object"], mapping["const"] = raw(`"no pointer"`), raw(`{"const":1,"more":2}`), raw(
		`{"const":null}`)
	h.plugins.Add(plugins.Manifest{ID: "acme.echo", Steps: []plugins.Step{step("echo")}, Workflows: []plugins.Workflow{{
		Name: "mapped", Title: "Mapped", Steps: []plugins.WorkflowStep{{Step: "echo", Input: mapping}}}}}, echo)
	input := `{"null":null,"":"unnamed","a/b~c~1":"slash","list":[0,{"x":[1]}],"text":"t","numbers":{"0":"zero"},` +
		`"large":12345678901234567890}`
	room := h.own("agent1")
	task := h.begin("agent1", "mapped", json.RawMessage(input))
	room.await(crm.EventTaskCompleted, task.ID)
	var want any
	decode(t,
		`{"all":`+input+
			`,"null":null,"empty name":"unnamed","escaped":"slash","item":[1],"item again":{"x":[1]},"zero":0,"by a number":"zero",
		"large":12345678901234567890,"text":"no pointer","object":{"const":1,"more":2},"const":null}`, &want)
	var got any
	output, err := json.Marshal(h.task("agent1", task.ID).Output)
	if err != nil {
		t.Fatal(err)
	}
	if decode(t, string(output), &got); !reflect.DeepEqual(got, want) {
		t.Errorf("the step took\n%v, want\n%v", got, want)
	}
}

// Many members that point to one large value would make an input larger than any that a user may send (T3).
func TestWorkflow_AStepsInputIsBounded(t *testing.T) {
	h := newFixture(t)
	mapping := map[string]json.RawMessage{}
	for i := range 8 {
		mapping[string(rune('a'+i))] = raw(`"/input/text"`)
	}
	h.plugins.Add(plugins.Manifest{ID: "acme.echo", Steps: []plugins.Step{step("echo")}, Workflows: []plugins.Workflow{{
		Name: "large", Title: "Large", Steps: []plugins.WorkflowStep{{Step: "echo", Input: mapping}}}}}, echo)
	room := h.own("agent1")
	task := h.begin("agent1", "large", map[string]any{"text": strings.Repeat("x", 1<<20)})
	room.await(crm.EventTaskFailed, task.ID)
	if failed := h.task("agent1", task.ID); failed.Error == nil || failed.Error.Code != string(crm.CodeTooLarge) ||
		!strings.HasPrefix(failed.Error.Message, "input: ") {
		t.Errorf("the task ended as %+v", failed)
	}
}

func decode(t *testing.T, text string, into any) {
	t.Helper()
	if err := json.NewDecoder(strings.NewReader(text)).Decode(into); err != nil {
		t.Fatal(err)
	}
}
