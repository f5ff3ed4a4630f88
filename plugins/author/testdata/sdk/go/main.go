//go:build wasip1

// Calls every operation of the SDK once. The same program and the same cases exist in each language.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	roomkey "roomkey/plugins/sdk/go"
)

func main() { roomkey.Run(roomkey.Steps{"tour": tour, "refuse": refuse, "file": file}) }

func refuse(*roomkey.Task) error { return roomkey.Retry(errors.New("later, perhaps")) }

func file(t *roomkey.Task) error {
	var in struct{ File string }
	if err := t.Input(&in); err != nil {
		return err
	}
	content, err := t.ReadFile(in.File)
	if err != nil {
		return err
	}
	sum := 0
	for i, b := range content {
		sum = (sum + int(b)*(i%1000)) % 1_000_000_007
	}
	_, missing := t.ReadFile("99999999-9999-4999-8999-999999999999")
	return t.Output(map[string]any{"size": len(content), "sum": sum, "dryRun": t.DryRun, "missing": code(missing)})
}

func tour(t *roomkey.Task) error {
	var in struct{ Value json.RawMessage }
	if err := t.Input(&in); err != nil {
		return err
	}
	var at struct{ N int }
	resumed, err := t.Resume(&at)
	if err != nil {
		return err
	}
	if !resumed {
		if _, err := t.Propose(roomkey.Change{Type: "lead", ID: "33333333-3333-4333-8333-000000000001",
			Fields: map[string]any{"score": 7}}); err != nil {
			return err
		}
		if err := t.Checkpoint(map[string]int{"n": 41}); err != nil {
			return err
		}
	}
	fmt.Fprintln(os.Stderr, "a line of the author's")
	t.Progress(50, "Half way", []int{1, 2})

	names := []string{}
	for lead, err := range t.All(roomkey.Query{Type: "lead", Filter: map[string]any{"score": map[string]any{"gte": 10}},
		Sort: "-score", Limit: 2}) {
		if err != nil {
			return err
		}
		var fields struct{ Name string }
		if err := lead.Decode(&fields); err != nil {
			return err
		}
		names = append(names, fields.Name)
	}
	_, missing := t.Get("lead", "99999999-9999-4999-8999-999999999999")
	_, denied := t.GetShared("escrow", "99999999-9999-4999-8999-999999999999")
	_, busy := t.Complete(roomkey.Completion{Messages: []roomkey.Message{{Role: "user", Content: "?"}}})
	text, err := t.Complete(roomkey.Completion{Messages: []roomkey.Message{{Role: "user", Content: "?"}}, Stream: true,
		Schema: map[string]string{"type": "object"}})
	if err != nil {
		return err
	}
	response, err := t.Fetch(roomkey.Request{Method: "POST", URL: "https://api.example.com/v1",
		Headers: map[string]string{"authorization": "Bearer {{secret:KEY}}"}, Body: "{}"})
	if err != nil {
		return err
	}
	made, err := t.Propose(roomkey.Change{Type: "lead",
		Fields: map[string]any{"name": "Nora “N” Ek", "source": "Website", "stage": "new",
			"email": "nora@example.com"}})
	if err != nil {
		return err
	}
	if _, err := t.Propose(roomkey.Change{Type: made[0].Type, ID: made[0].Record, Fields: map[string]any{"score": 55.5},
		Note: "made just now"}); err != nil {
		return err
	}
	return t.Output(map[string]any{
		"echo": in.Value, "names": names, "attempt": t.Attempt, "resumed": at.N, "role": t.Caller.Role,
		"missing": code(missing), "denied": code(denied), "busy": code(busy), "retry": roomkey.Retryable(busy),
		"text": text, "status": response.Status, "type": response.Headers["content-type"], "body": response.Body,
	})
}

func code(err error) roomkey.Code {
	var refused *roomkey.Error
	if errors.As(err, &refused) {
		return refused.Code
	}
	return ""
}
