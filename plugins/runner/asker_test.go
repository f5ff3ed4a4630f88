package runner_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/guest"
	"roomkey/plugins/runner/runnertest"
)

// canary is a value of private fields. Nobody who may not read those fields may ever see it.
const canary = "CANARY-4711"

// asker is a plugin whose step makes the calls that its input names. Its output lists the result of each call: the
// answer, or "code: message".
func (h *fixture) asker(c plugins.Capabilities) {
	m := plugins.Manifest{ID: "acme.ask", Steps: []plugins.Step{step("ask")}, Capabilities: c}
	h.plugins.Add(m, func(_ context.Context, g *runnertest.Guest) error {
		in, err := g.Input()
		if err != nil {
			return err
		}
		var asked struct {
			Calls []struct {
				Op string
				In json.RawMessage
			}
		}
		if err := json.Unmarshal(in.Input, &asked); err != nil {
			return err
		}
		answers := []any{}
		for _, call := range asked.Calls {
			var answer json.RawMessage
			var refused *guest.OpError
			switch err := g.Call(call.Op, expand(call.In), &answer); {
			case errors.As(err, &refused):
				answers = append(answers, refused.Code+": "+refused.Message)
			case err != nil:
				return err
			default:
				answers = append(answers, answer)
			}
		}
		return g.Output(map[string]any{"answers": answers})
	})
}

// long stands for a text of that many letters, which would be too long for a task's input.
type long int

func (n long) MarshalJSON() ([]byte, error) {
	return json.Marshal(fmt.Sprintf("%s%d", longMark, int(n)))
}

const longMark = "letters:"

var longPattern = regexp.MustCompile(longMark + `\d+`)

// expand replaces long by the letters.
func expand(in json.RawMessage) json.RawMessage {
	return longPattern.ReplaceAllFunc(in, func(mark []byte) []byte {
		n, _ := strconv.Atoi(strings.TrimPrefix(string(mark), longMark))
		return bytes.Repeat([]byte("x"), n)
	})
}

// opCall is one call for the asker.
type opCall struct {
	Op string `json:"op"`
	In any    `json:"in"`
}

// ask runs the asker as one of the people, and returns the results of the calls.
func (h *fixture) ask(name string, room *listener, calls ...opCall) []json.RawMessage {
	h.t.Helper()
	task := h.begin(name, "acme.ask/ask", map[string]any{"calls": calls})
	for {
		e := room.await("", task.ID)
		if e.name == crm.EventTaskFailed {
			h.t.Fatalf("failed: %v", e.data)
		}
		if e.name == crm.EventTaskCompleted || e.name == crm.EventTaskReview {
			break
		}
	}
	var seen struct {
		Output struct{ Answers []json.RawMessage }
	}
	h.call(name, "GET", "/tasks/"+task.ID, nil).want(h.t, 200, &seen)
	return seen.Output.Answers
}

func get(id string) opCall {
	return opCall{"records.get", map[string]string{"type": "escrow", "id": id}}
}
func query(typ string) opCall {
	return opCall{"records.query", map[string]any{"type": typ, "limit": 500}}
}
func propose(change map[string]any) opCall {
	return opCall{"records.propose", map[string]any{"changes": []any{change}}}
}

// escrow makes an escrow that belongs to agent1, with a canary in its private half.
func (h *fixture) escrow(visibility string) string {
	h.t.Helper()
	var r record
	h.call("agent1", "POST", "/escrows", map[string]any{"visibility": visibility,
		"fields": map[string]any{"propertyAddress": visibility + " Street 1", "side": "buyer",
			"purchasePrice": 50000000, "acceptanceDate": "2026-05-01",
			"openedDate": "2026-05-01", "closeOfEscrowDate": "2026-06-05"},
		"private": map[string]any{
			"commission": map[string]any{
				"splits": []any{map[string]any{"id": "s1", "payee": canary, "pct": 50}}}}}).want(h.t, 201, &r)
	return r.ID
}
