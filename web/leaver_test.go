package web_test

import (
	"testing"

	"roomkey/crm"
)

// The app gives a leaver's records away one by one after the account was disabled, and back after it was enabled.
func TestTransfer_TakesRecordsFromADisabledOwner(t *testing.T) {
	h := newTestServer(t)
	broker, leaver, heir := h.as("broker"), h.as("agent1"), h.as("agent2")
	made := leaver.call("POST", "/clients", map[string]any{
		"fields": map[string]any{"FirstName": "A"}, "private": map[string]any{"budget": 100}, "visibility": "private",
	}).want(t, 201).record(t)
	path, account := "/clients/"+made.ID.String(), "/users/"+leaver.user.ID.String()
	give := func(to crm.ID) map[string]any { return map[string]any{"owner": to} }
	broker.call("PATCH", account, map[string]any{"disabled": true}).want(t, 200)
	for _, member := range cast {
		if member.role != crm.RoleBroker && member.name != "agent1" {
			h.as(member.name).call("POST", path+"/transfer", give(heir.user.ID)).want(t, 404)
		}
	}
	h.as("otherbroker").call("POST", path+"/transfer", give(heir.user.ID)).want(t, 404)
	broker.call("POST", path+"/transfer", give(h.as("viewer").user.ID)).want(t, 400).names(t, "owner")
	broker.call("POST", path+"/transfer", give(heir.user.ID)).want(t, 200)
	heir.call("PATCH", path, map[string]any{"private": map[string]any{"budget": 200}}).want(t, 200)
	broker.call("POST", path+"/transfer", give(leaver.user.ID)).want(t, 400).names(t, "owner")
	broker.call("PATCH", account, map[string]any{"disabled": false}).want(t, 200)
	broker.call("POST", path+"/transfer", give(leaver.user.ID)).want(t, 200)
	heir.call("GET", path, nil).want(t, 404) // private, and not theirs any more
}
