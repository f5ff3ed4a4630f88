//go:build !wasip1

package main

import (
	"encoding/json"
	"strings"
	"testing"

	roomkey "roomkey/plugins/sdk/go"
)

func TestSignIn_AColleaguesLeadStopsNobodyElse(t *testing.T) {
	var output struct{ Leads, Known, Skipped []told }
	t.Cleanup(roomkey.Host(func(op string, in []byte) (any, error) {
		switch op {
		case "task.input":
			return json.RawMessage(
				`{"input":{"listing":"l","address":"1 Main St","appointment":"a","end":"2026-06-07T16:00:00-07:00",` +
					`"sheet":"Ana, ana@example.com\nBen, ben@example.com"}}`), nil
		case "records.query":
			return json.RawMessage(`{"items":[{"id":"theirs","type":"lead","fields":{"email":"ana@example.com"}}]}`),
				nil
		case "records.propose":
			if strings.Contains(string(in), `"theirs"`) {
				return nil, &roomkey.Error{Code: roomkey.Denied, Message: "not yours"}
			}
			return json.RawMessage(`{"proposals":[{"record":"r1","type":"lead"}]}`), nil
		case "task.output":
			return struct{}{}, json.Unmarshal(in, &output)
		}
		return struct{}{}, nil
	}))
	task, err := roomkey.Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := signIn(task); err != nil {
		t.Fatal(err)
	}
	if len(output.Leads) != 1 || output.Leads[0].Lead != "r1" || len(output.Known) != 0 || len(output.Skipped) != 1 ||
		output.Skipped[0].Name != "Ana" {
		t.Errorf("%+v", output)
	}
}
