package runner_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/guest"
	"roomkey/plugins/runner/runnertest"
)

// T12
func TestOps_ReadAndProposeWithinTheCallersRights(t *testing.T) {
	h := newFixture(t)
	h.asker(plugins.Capabilities{Read: []string{"escrow", "escrow.private"},
		Propose: []string{"escrow", "escrow./private/commission"}})
	ids := map[string]string{}
	for _, visibility := range []string{"private", "team", "broker"} {
		ids[visibility] = h.escrow(visibility)
	}
	const yes, denied, absent = "", "denied", "not_found"
	for _, c := range []struct {
		name                    string
		private, team, broker   string // the result of reading the record with that visibility
		writePrivate, writeTeam string // … and of proposing a change of a shared field
		writeBroker             string
		secret                  string // … and of proposing a change of a private field of the team's record
		canary                  bool
	}{
		{"agent1", yes, yes, yes, yes, yes, yes, yes, true},
		{"broker", yes, yes, yes, yes, yes, yes, yes, true},
		{"lead", absent, yes, yes, absent, yes, yes, denied, false},
		{"agent2", absent, yes, yes, absent, yes, yes, denied, false},
		{"viewer", absent, yes, yes, absent, denied, denied, denied, false},
		{"agent3", absent, absent, yes, absent, absent, denied, absent, false},
		{"outsider", absent, absent, absent, absent, absent, absent, absent, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			change := func(visibility string) opCall {
				return propose(map[string]any{"type": "escrow", "id": ids[visibility],
					"fields": map[string]any{"purchasePrice": 51000000}})
			}
			secret := propose(map[string]any{"type": "escrow", "id": ids["team"],
				"private": map[string]any{"commission": map[string]any{"grossPct": 3}}})
			answers := h.ask(c.name, h.own(c.name), get(ids["private"]), get(ids["team"]), get(ids["broker"]),
				change("private"), change("team"), change("broker"), secret, query("escrow"))
			for i, want := range []string{c.private, c.team, c.broker, c.writePrivate, c.writeTeam, c.writeBroker,
				c.secret} {
				var refusal string
				code, _, refused := strings.Cut(string(answers[i]), ":")
				if json.Unmarshal(answers[i], &refusal) == nil && refused {
					refusal = strings.TrimPrefix(code, `"`)
				}
				if refusal != want {
					t.Errorf("call %d answers %s, want %q", i, answers[i], want)
				}
			}
			readable := 0
			for _, want := range []string{c.private, c.team, c.broker} {
				if want == yes {
					readable++
				}
			}
			var page struct{ Items []record }
			if err := json.Unmarshal(answers[7], &page); err != nil || len(page.Items) != readable {
				t.Errorf("the query finds %d of %d: %s", len(page.Items), readable, answers[7])
			}
			met := bytes.Contains(bytes.Join([][]byte{answers[0], answers[1], answers[2], answers[7]}, nil),
				[]byte(canary))
			if met != c.canary {
				t.Errorf("the guest met the canary: %v", met)
			}
			for _, answer := range answers[3:7] {
				if bytes.Contains(answer, []byte(canary)) || bytes.Contains(answer, []byte("50000000")) {
					t.Errorf("a proposal tells values: %s", answer)
				}
			}
		})
	}
	if strings.Contains(h.log.String(), canary) {
		t.Error("the log has the canary")
	}
}

// T11
func TestOps_NothingBeyondManifestAndGrant(t *testing.T) {
	h := newFixture(t)
	id := h.escrow("team")
	room := h.own("agent1")
	calls := []opCall{get(id), query("lead"),
		propose(map[string]any{"type": "escrow", "id": id, "fields": map[string]any{"purchasePrice": 1}}),
		propose(map[string]any{"type": "escrow", "id": id,
			"fields": map[string]any{"purchasePrice": 1, "status": "open"}}),
		propose(map[string]any{"type": "escrow", "id": id, "private": map[string]any{"loanAmount": 1}}),
		propose(map[string]any{"type": "escrow", "id": id, "note": "hello"}),
		{"llm.complete", map[string]any{"messages": []any{map[string]any{"role": "user", "content": "hi"}}}},
		{"llm.complete", map[string]any{"messages": []any{map[string]any{"role": "user", "content": "hi"}},
			"schema": map[string]any{"type": 7}}},
		{"http.fetch", map[string]any{"url": "https://example.com/"}},
		{"records.delete", map[string]any{}},
	}
	codes := func() (codes []string) {
		for _, answer := range h.ask("agent1", room, calls...) {
			code := "ok"
			if bytes.HasPrefix(answer, []byte(`"`)) {
				code, _, _ = strings.Cut(strings.TrimPrefix(string(answer), `"`), ":")
			}
			codes = append(codes, code)
		}
		return codes
	}
	all := plugins.Capabilities{Read: []string{"escrow", "lead"},
		Propose: []string{"escrow", "escrow./private/loanAmount"}, LLM: &plugins.LLM{MaxTokens: 10},
		HTTP: []string{"example.com"}}
	some := plugins.Capabilities{Read: []string{"escrow"}, Propose: []string{"escrow.purchasePrice"}}
	for _, c := range []struct {
		name           string
		asked, granted plugins.Capabilities
		want           string
	}{
		{"nothing asked", plugins.Capabilities{}, all,
			"denied denied denied denied denied denied denied denied denied unsupported"},
		{"nothing granted", all, plugins.Capabilities{},
			"denied denied denied denied denied denied denied denied denied unsupported"},
		{"a part asked", some, all, "ok denied ok denied denied denied denied denied denied unsupported"},
		{"a part granted", all, some, "ok denied ok denied denied denied denied denied denied unsupported"},
		{"all of both", all, all, "ok ok ok ok ok ok unavailable invalid unavailable unsupported"},
		{"private fields only by name", all, plugins.Capabilities{Propose: []string{"escrow.*"}},
			"denied denied ok ok denied ok denied denied denied unsupported"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h.asker(c.asked)
			h.plugins.Change("acme.ask", func(p *plugins.Plugin) { p.Granted = c.granted })
			if got := strings.Join(codes(), " "); got != c.want {
				t.Errorf("answers %s, want %s", got, c.want)
			}
		})
	}
}

// T11
func TestOps_WhatIsRevokedHoldsFromTheNextCallOn(t *testing.T) {
	for _, c := range []struct {
		name, code string
		revoke     func(*fixture)
	}{
		{"the grant", "denied", func(h *fixture) {
			h.plugins.Change("acme.twice", func(p *plugins.Plugin) { p.Granted = plugins.Capabilities{} })
		}},
		{"the plugin", "denied", func(h *fixture) { h.plugins.Remove("acme.twice") }},
		{"its standing", "suspended",
			func(h *fixture) { h.plugins.Change("acme.twice", func(p *plugins.Plugin) { p.Suspended = true }) }},
		{"the team", "not_found", func(h *fixture) {
			leave := func(u *crm.User) error { u.Teams = nil; return nil }
			if _, _, err := h.store.ChangeUser(context.Background(), h.people["agent2"].ID, leave); err != nil {
				h.t.Error(err)
			}
		}},
		{"the account", "denied", func(h *fixture) {
			if err := h.store.SetDisabled(context.Background(), h.people["agent2"].ID, true); err != nil {
				h.t.Error(err)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newFixture(t)
			id := h.escrow("team")
			refusals := make(chan string, 1)
			m := plugins.Manifest{ID: "acme.twice", Steps: []plugins.Step{step("read")},
				Capabilities: plugins.Capabilities{Read: []string{"escrow"}}}
			h.plugins.Add(m, func(_ context.Context, g *runnertest.Guest) error {
				in := get(id)
				if err := g.Call(in.Op, in.In, nil); err != nil {
					refusals <- fmt.Sprint("at once: ", err)
					return nil
				}
				c.revoke(h)
				var refused *guest.OpError
				if err := g.Call(in.Op, in.In, nil); errors.As(err, &refused) {
					refusals <- refused.Code
				} else {
					refusals <- fmt.Sprint("not refused: ", err)
				}
				return nil
			})
			h.begin("agent2", "acme.twice/read", nil)
			if got := <-refusals; got != c.code {
				t.Errorf("the second call answers %s, want %s", got, c.code)
			}
		})
	}
}

// T23
func TestTask_WhoMaySeeItAndActOnIt(t *testing.T) {
	h := newFixture(t)
	h.proposer("acme.score", "review", "lead")
	a := h.lead("agent1", "Ana", false)
	room := h.own("agent1")
	task := h.begin("agent1", "acme.score",
		map[string]any{"changes": []any{map[string]any{"type": "lead", "id": a.ID,
			"fields": map[string]any{"score": 80}}}})
	room.await(crm.EventTaskReview, task.ID)
	for _, c := range []struct {
		name     string
		see, act int
	}{
		{"lead", 200, 403}, {"agent2", 404, 404}, {"viewer", 404, 404}, {"agent3", 404, 404}, {"outsider", 404, 404},
		{"broker", 200, 409}, {"agent1", 200, 409},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := h.call(c.name, "GET", "/tasks/"+task.ID, nil); got.status != c.see {
				t.Errorf("seeing it answers %d %s", got.status, got.body)
			}
			var list struct{ Items []taskSeen }
			h.call(c.name, "GET", "/tasks", nil).want(t, 200, &list)
			if listed := slices.ContainsFunc(list.Items,
				func(seen taskSeen) bool { return seen.ID == task.ID }); listed != (c.see == 200) {
				t.Errorf("it is listed: %v", listed)
			}
			// Neither cancel nor retry is possible in review: a user who may act gets that error.
			for _, action := range []string{"cancel", "retry"} {
				if got := h.call(c.name, "POST", "/tasks/"+task.ID+"/"+action, nil); got.status != c.act {
					t.Errorf("%s answers %d %s", action, got.status, got.body)
				}
			}
			if c.act == 409 {
				return
			}
			for _, action := range []string{"accept", "reject", "undo"} {
				if got := h.call(c.name, "POST", "/tasks/"+task.ID+"/"+action, map[string]any{}); got.status != c.act {
					t.Errorf("%s answers %d %s", action, got.status, got.body)
				}
			}
		})
	}
	absent := h.call("agent2", "GET", "/tasks/"+crm.ID{6: 0x40, 8: 0x80, 15: 1}.String(), nil)
	if forbidden := h.call("agent2", "GET", "/tasks/"+task.ID, nil); absent.status != forbidden.status ||
		!bytes.Equal(absent.body, forbidden.body) {
		t.Errorf("absent answers %s, forbidden %s", absent.body, forbidden.body)
	}
	h.call("broker", "POST", "/tasks/"+task.ID+"/accept", map[string]any{}).want(t, 200, nil)
	if f := h.fields("agent1", "/leads/"+a.ID); f["score"] != 80.0 {
		t.Errorf("the broker accepted, and the lead is %v", f)
	}
}

// A task's texts may contain what its guest was given. Neither a room nor a lead may hear of records that they may not
// read (R63) (T25).
func TestTask_SaysInWordsOnlyToWhoMayReadWhatItRead(t *testing.T) {
	for _, c := range []struct {
		visibility          string
		team, broker, leads bool // whether the team's room, the brokerage's room and the lead get the texts
	}{
		{"none", true, true, true}, {"broker", false, false, false}, {"team", false, false, false},
		{"private", false, false, false},
		{"broker without private", true, true, true}, {"team without private", true, false, true},
		{"broker not asked", true, true, true}, {"team not asked", true, false, true},
		{"private not asked", false, false, false},
	} {
		t.Run(c.visibility, func(t *testing.T) {
			h := newFixture(t)
			visibility, how, _ := strings.Cut(c.visibility, " ")
			plain := how == "without private"
			// The viewer can't read the private half, so the texts of the viewer's task may go further.
			id, caller := "", "agent1"
			if visibility != "none" {
				id = h.escrow(visibility)
			}
			if plain {
				caller = "viewer"
			}
			m := plugins.Manifest{ID: "acme.talk", Steps: []plugins.Step{step("talk")},
				Capabilities: plugins.Capabilities{Read: []string{"escrow", "escrow.private"}}}
			if how == "not asked" { // the caller could read the private half
				m.Capabilities.Read = m.Capabilities.Read[:1]
			}
			h.plugins.Add(m, func(_ context.Context, g *runnertest.Guest) error {
				var words json.RawMessage = []byte(`"nothing"`)
				if id != "" {
					if err := g.Call("records.get", get(id).In, &words); err != nil {
						return err
					}
				}
				err := g.Call("task.progress",
					map[string]any{"percent": 50, "message": "read " + string(words), "partial": words}, nil)
				if err != nil {
					return err
				}
				return g.Call("task.fail", map[string]any{"message": "so it says " + string(words)}, nil)
			})
			who := h.people[caller]
			for room, hears := range map[crm.Room]bool{crm.TeamRoom(who.Teams[0]): c.team,
				crm.BrokerRoom(who.Broker): c.broker, crm.UserRoom(who.ID): true} {
				l := h.socket(caller, room)
				var task taskSeen
				h.call(caller, "POST", "/tasks", map[string]any{"workflow": "acme.talk/talk", "room": room}).want(t,
					201, &task)
				failed := l.await(crm.EventTaskFailed, task.ID)
				progress := l.seen[len(l.seen)-2].data
				if said := progress["message"] != nil; said != hears || (progress["partial"] != nil) != hears ||
					(failed.data["message"] != nil) != hears {
					t.Errorf("%s was told %v and %v", room, progress, failed.data)
				}
				if progress["percent"] != uint64(50) || progress["step"] != "talk" || failed.data["code"] != "failed" {
					t.Errorf("%s was told %v and %v", room, progress, failed.data)
				}
				seen := h.task("lead", task.ID)
				if said := seen.Message != "" && seen.Error.Message != ""; said != c.leads {
					t.Errorf("the lead sees %+v, %+v", seen, seen.Error)
				}
				if own := h.task(caller, task.ID); own.Message == "" || own.Error.Message == "" {
					t.Errorf("the caller sees %+v", own)
				}
				if boss := h.task("broker", task.ID); boss.Message == "" || boss.Error.Message == "" {
					t.Errorf("the broker sees %+v", boss)
				}
			}
		})
	}
}

// Who sees a proposal depends on the rights to its record. This also applies to the user who started the task, whose
// rights may have been reduced (T24).
func TestTask_ShowsProposalsByTheRightsToTheirRecords(t *testing.T) {
	h := newFixture(t)
	h.proposer("acme.price", "review", "escrow", "escrow./private/loanAmount")
	shared, hidden := h.escrow("team"), h.escrow("private")
	room := h.own("agent1")
	task := h.begin("agent1", "acme.price", map[string]any{"changes": []any{
		map[string]any{"type": "escrow", "id": shared, "fields": map[string]any{"purchasePrice": 51000000},
			"private": map[string]any{"loanAmount": 40000000}},
		map[string]any{"type": "escrow", "id": hidden, "fields": map[string]any{"purchasePrice": 52000000}},
		map[string]any{"type": "escrow", "fields": map[string]any{"propertyAddress": "New Street 1", "side": "buyer",
			"purchasePrice": 1, "acceptanceDate": "2026-05-01",
			"openedDate": "2026-05-01", "closeOfEscrowDate": "2026-06-05"}}}})
	room.await(crm.EventTaskReview, task.ID)
	h.call("agent1", "POST", "/tasks/"+task.ID+"/reject",
		map[string]any{"changes": []any{map[string]any{"record": shared, "pointer": "/private/loanAmount"}}}).want(t,
		200, nil)
	pointers := func(name string) (all []string) {
		for _, p := range h.task(name, task.ID).Proposals {
			for pointer := range p.Decisions {
				if _, seen := p.Changes[pointer]; !seen {
					t.Errorf("%s sees what was decided on %s", name, pointer)
				}
			}
			for pointer := range p.Changes {
				if p.Record == shared || p.Record == hidden {
					all = append(all, pointer+" of "+map[string]string{shared: "shared", hidden: "hidden"}[p.Record])
				}
			}
			if p.New {
				all = append(all, "a new one")
			}
		}
		slices.Sort(all)
		return all
	}
	everything := []string{"/private/loanAmount of shared", "/purchasePrice of hidden", "/purchasePrice of shared",
		"a new one"}
	for name, want := range map[string][]string{"agent1": everything, "broker": everything,
		"lead": {"/purchasePrice of shared"}} {
		if got := pointers(name); !slices.Equal(got, want) {
			t.Errorf("%s sees %v, want %v", name, got, want)
		}
	}
	h.call("broker", "POST", "/escrows/"+shared+"/transfer",
		map[string]any{"owner": h.people["agent2"].ID, "visibility": "private"}).want(t, 200, nil)
	if got := pointers("agent1"); slices.Contains(got, "/purchasePrice of shared") {
		t.Errorf("after it was given away, agent1 sees %v", got)
	}
	var seen taskSeen
	h.call("agent1", "POST", "/tasks/"+task.ID+"/accept", map[string]any{}).want(t, 200, &seen)
	if len(seen.Skipped) != 1 || seen.Skipped[0].Record != shared {
		t.Errorf("accepting skips %+v", seen.Skipped)
	}
}
