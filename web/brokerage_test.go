package web_test

import (
	"strings"
	"testing"

	"roomkey/crm"
)

type brokerageJSON struct {
	ID              crm.ID
	Name            string
	ContingencyDays crm.ContingencyDays
}

// Everybody in a brokerage reads its usual days, and brokers alone set them, within bounds. R83
func TestBrokerage_DaysAreReadByAllAndSetByBrokers(t *testing.T) {
	h := newTestServer(t)
	broker := h.as("broker")
	room := h.opened("?access_token=" + h.as("viewer").token)
	room.join()
	room.send(map[string]any{"type": "room:join", "room": "broker:" + broker.user.Broker.String()})
	if frame := room.receive(); frame["type"] != "room:joined" {
		t.Fatal(frame)
	}
	change := map[string]any{"contingencyDays": map[string]any{"loan": 25, "deposit": 0}}
	for _, member := range cast {
		if member.role != crm.RoleBroker {
			h.as(member.name).call("PATCH", "/brokerage", change).want(t, 403)
		}
	}
	h.stranger().call("GET", "/brokerage", nil).want(t, 401)
	h.stranger().call("PATCH", "/brokerage", change).want(t, 401)
	for _, bad := range []struct {
		days  map[string]any
		field string
	}{{map[string]any{"loan": 366}, "contingencyDays/loan"}, {map[string]any{"deposit": -1}, "contingencyDays/deposit"},
		{map[string]any{"appraisal": 1.5}, "contingencyDays/appraisal"},
		{map[string]any{"investigation": "7"}, "contingencyDays/investigation"},
		{map[string]any{"title": 7}, "contingencyDays/title"}} {
		broker.call("PATCH", "/brokerage", map[string]any{"contingencyDays": bad.days}).want(t, 400).names(t, bad.field)
	}
	broker.call("PATCH", "/brokerage", map[string]any{"name": "Mine"}).want(t, 400).names(t, "name")
	var said brokerageJSON
	want := crm.ContingencyDays{Deposit: 0, Investigation: 17, Appraisal: 17, Loan: 25}
	if broker.call("PATCH", "/brokerage", change).want(t, 200).into(t, &said); said.ContingencyDays != want {
		t.Error(said)
	}
	for {
		frame := room.receive()
		if frame["type"] != "event" || frame["name"] != "brokerage:updated" {
			continue
		}
		break
	}
	last := h.audited(1)[0]
	if last.Action != "brokerage:changed" || last.User != broker.user.ID || strings.Contains(last.Reason, "25") {
		t.Errorf("the audit log ends with %+v", last)
	}
	h.as("viewer").call("GET", "/brokerage", nil).want(t, 200).into(t, &said)
	if said.ContingencyDays != want || said.ID != broker.user.Broker || said.Name == "" {
		t.Error(said)
	}
	h.as("otherbroker").call("GET", "/brokerage", nil).want(t, 200).into(t, &said)
	if said.ContingencyDays != crm.UsualContingencyDays {
		t.Error("another brokerage has", said)
	}
	broker.call("PATCH", "/brokerage", map[string]any{}).want(t, 200)
}
