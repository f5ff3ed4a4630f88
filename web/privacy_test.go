package web_test

import (
	"strings"
	"testing"

	"roomkey/crm"
)

func TestPrivacy_IsForTheBrokerRoleOfTheBrokerage(t *testing.T) {
	h := newTestServer(t)
	made := h.as("agent1").createLead("Ann", crm.VisibilityBroker).ID.String()
	for _, member := range cast {
		if member.name == "broker" {
			continue
		}
		g, want := h.as(member.name), 403
		if member.name == "otherbroker" {
			want = 404
		}
		g.call("GET", "/privacy/export?record="+made, nil).want(t, want)
		g.call("POST", "/privacy/erase", map[string]string{"record": made, "reason": "x"}).want(t, want)
		g.call("POST", "/privacy/hold", map[string]any{"record": made, "hold": true, "reason": "x"}).want(t, want)
		g.call("POST", "/privacy/hold", map[string]any{"record": made, "hold": false, "reason": "x"}).want(t, want)
		if member.name != "otherbroker" {
			g.call("GET", "/privacy/hold", nil).want(t, 403)
		}
	}
	h.stranger().call("GET", "/privacy/export?record="+made, nil).want(t, 401)
	h.as("agent1").call("GET", "/leads/"+made, nil).want(t, 200)
}

func TestPrivacy_ExportsAllThatIsKeptAboutAPerson(t *testing.T) {
	h := newTestServer(t)
	agent, broker := h.as("agent1"), h.as("broker")
	person := agent.call("POST", "/clients", map[string]any{"visibility": "private",
		"fields":  map[string]any{"FirstName": "Ann", "Email": []string{"Ann.Lee@Example.test"}},
		"private": map[string]any{"budget": 4242}}).want(t, 201).record(t).ID.String()
	agent.call("POST", "/clients/"+person+"/notes", map[string]any{"body": "called"}).want(t, 201)
	agent.call("POST", "/leads", map[string]any{"fields": map[string]any{"name": "named", "phone": "+19165550100",
		"source": "web", "stage": "new", "client": person}}).want(t, 201)
	gone := h.as("agent3").call("POST", "/leads", map[string]any{"visibility": "private", "fields": map[string]any{
		"name": "written", "email": "ANN.LEE@example.test", "source": "web", "stage": "new"}}).want(t, 201).record(t).ID
	h.as("agent3").call("DELETE", "/leads/"+gone.String(), nil).want(t, 204)
	agent.createLead("someone else", crm.VisibilityTeam)
	got := broker.call("GET", "/privacy/export?record="+person, nil).want(t, 200)
	var export struct {
		Record  recordJSON
		History []struct{ User crm.ID }
		Related []recordJSON
		Audit   []struct{ Action string }
		More    bool
	}
	got.into(t, &export)
	var names []string
	for _, related := range export.Related {
		names = append(names, string(related.Fields["name"]))
	}
	if export.Record.ID.String() != person || string(export.Record.Private["budget"]) != "4242" ||
		len(export.History) < 2 || strings.Join(names, " ") != `"named" "written"` || len(export.Audit) < 2 ||
		export.More || !strings.HasPrefix(got.header.Get("Content-Disposition"), `attachment; filename="client-`) {
		t.Errorf("exported %s", got.body)
	}
	if last := h.audited(1)[0]; last.Action != "privacy:exported" || last.Record.String() != person {
		t.Errorf("the audit log ends with %+v", last)
	}
	broker.call("GET", "/privacy/export", nil).want(t, 404)
	broker.call("GET", "/privacy/export?record=x", nil).want(t, 400).names(t, "record")
}

func TestPrivacy_AHoldBeatsErasure(t *testing.T) {
	h := newTestServer(t)
	broker, agent := h.as("broker"), h.as("agent1")
	made := agent.createLead("Ann", crm.VisibilityPrivate).ID.String()
	hold := func(on bool, reason string) *answer {
		return broker.call("POST", "/privacy/hold", map[string]any{"record": made, "hold": on, "reason": reason})
	}
	erase := func() *answer {
		return broker.call("POST", "/privacy/erase", map[string]string{"record": made, "reason": "asked for"})
	}
	hold(false, "none").want(t, 404)
	hold(true, "case 12").want(t, 204)
	hold(true, "case 13").want(t, 204)
	agent.call("DELETE", "/leads/"+made, nil).want(t, 204)
	erase().want(t, 409)
	var list struct {
		Items []struct {
			Record, User crm.ID
			Reason       string
		}
	}
	broker.call("GET", "/privacy/hold", nil).want(t, 200).into(t, &list)
	if len(list.Items) != 1 || list.Items[0].Record.String() != made || list.Items[0].Reason != "case 13" ||
		list.Items[0].User != broker.user.ID {
		t.Errorf("held are %+v", list.Items)
	}
	h.as("otherbroker").call("GET", "/privacy/hold", nil).want(t, 200).into(t, &list)
	if len(list.Items) != 0 {
		t.Errorf("the other broker sees %+v", list.Items)
	}
	agent.call("POST", "/leads/"+made+"/restore", nil).want(t, 200)
	hold(false, "over").want(t, 204)
	erased := erase().want(t, 204)
	h.logs(t, `"msg":"audit","action":"privacy:erased","user":"`+broker.user.ID.String()+`","subject":"`+made+
		`","request":"`+erased.header.Get("X-Request-Id")+`"`)
	agent.call("GET", "/leads/"+made, nil).want(t, 404)
	agent.call("POST", "/leads/"+made+"/restore", nil).want(t, 404)
	erase().want(t, 404)
	hold(true, "too late").want(t, 404)
	var actions []string
	for _, line := range h.audited(4) {
		actions = append(actions, line.Action)
	}
	if got := strings.Join(actions, " "); !strings.HasSuffix(got, "privacy:released privacy:erased") {
		t.Errorf("the audit log ends with %s", got)
	}
	broker.call("POST", "/privacy/erase", `{"record":"`+made+`","reason":" "}`).want(t, 400).names(t, "reason")
}

// An address is found in other records whatever characters it has.
func TestPrivacy_ExportsWhatHoldsAnUnusualAddress(t *testing.T) {
	h := newTestServer(t)
	agent, broker := h.as("agent1"), h.as("broker")
	person := agent.call("POST", "/clients", map[string]any{"fields": map[string]any{"FirstName": "Ann",
		"Email": []string{"Ann&Bob@example.test"}}}).want(t, 201).record(t).ID.String()
	agent.call("POST", "/leads", map[string]any{"fields": map[string]any{"name": "the same", "source": "web",
		"stage": "new", "email": "ann&bob@example.test"}}).want(t, 201)
	var export struct{ Related []recordJSON }
	broker.call("GET", "/privacy/export?record="+person, nil).want(t, 200).into(t, &export)
	if len(export.Related) != 1 {
		t.Errorf("%d related records", len(export.Related))
	}
}
