//go:build !wasip1

package main

import (
	"encoding/json"
	"strings"
	"testing"

	"roomkey/plugins/bundled/identity"
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
			return json.RawMessage(`{"items":[{"id":"theirs","type":"lead",` +
				`"fields":{"name":"Ana Ortiz","email":"ana@example.com"}}]}`), nil
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

// A couple signs in with one telephone: they are two people. Who signs in twice is one.
func TestSignIn_AHouseholdIsNotOnePerson(t *testing.T) {
	g := &guests{seen: make(map[string][]seenLead), last: make(map[string]string)}
	g.remember(&identity.Person{First: "Dan Weber", Phones: []string{"707-555-0190"}}, "dan")
	for name, want := range map[string]string{"Lil Weber": "", "Dan Weber": "dan", "Daniel Weber": "dan", "Weber, " +
		"Dan": "dan",
		"Dan Weber Jr.": ""} {
		if got := g.known(&identity.Person{First: name, Phones: []string{"+1 (707) 555-0190"}}); got != want {
			t.Errorf("%s is %q, not %q", name, got, want)
		}
	}
}

// Who has one contact that can be read is a lead; the other one is kept, and so is what another line adds.
func TestSignIn_WhatCannotBeReadIsKept(t *testing.T) {
	g := &guests{seen: make(map[string][]seenLead), last: make(map[string]string)}
	for _, v := range []visitor{{line: 1, name: "Gus Berg", phone: "916-555-0213", email: "gus at example.com"},
		{line: 2, name: "Gus Berg", phone: "916-555-0213", email: "gus@example.com"},
		{line: 3, why: "is a total, not a person"}} {
		g.take(&v)
	}
	if len(g.changes) != 1 || len(g.errors) != 0 || len(g.skipped) != 2 ||
		!strings.Contains(g.changes[0].Note, "E-mail as written: gus at example.com") ||
		!strings.Contains(g.changes[0].Note, "Line 2 has the email gus@example.com.") {
		t.Errorf("%+v %+v %+v", g.changes, g.errors, g.skipped)
	}
}
