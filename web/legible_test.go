package web_test

import "testing"

// Names stand before others: beside their edits, in lists of members, in calendars. No name may look like another's, or
// turn around what stands beside it.
func TestNames_HoldNothingThatCantBeSeen(t *testing.T) {
	h := newTestServer(t)
	broker, agent := h.as("broker"), h.as("agent1")
	team := "/teams/" + agent.user.Teams[0].String()
	for _, name := range []string{"Ana\u202egnir", "An\u200ba", "Ana\u0000", "Ana\u0007", "Ana\nReyes", "Ana\u2066x",
		"\ufeffAna", "Ana\U000e0041"} {
		named := map[string]any{"name": name}
		agent.call("PATCH", "/me", named).want(t, 400).names(t, "name")
		agent.call("POST", "/tokens", map[string]any{"name": name, "scope": "read"}).want(t, 400).names(t, "name")
		broker.call("PATCH", "/users/"+agent.user.ID.String(), named).want(t, 400).names(t, "name")
		broker.call("POST", "/users", map[string]any{"name": name, "email": "new@demo.test", "role": "agent"}).
			want(t, 400).names(t, "name")
		broker.call("POST", "/users", map[string]any{"name": "Bo", "email": "a\u202eb@demo.test", "role": "agent"}).
			want(t, 400).names(t, "email")
		broker.call("POST", "/teams", named).want(t, 400).names(t, "name")
		broker.call("PATCH", team, named).want(t, 400).names(t, "name")
	}
	broker.call("PATCH", "/users/"+agent.user.ID.String(), map[string]any{"name": "  "}).want(t, 400).names(t, "name")
	for _, name := range []string{"Zoë Ñúñez", "Đặng Thị Hà", "山田太郎", "أحمد", "می\u200cخواهم", "👩\u200d💻 Ana"} {
		agent.call("PATCH", "/me", map[string]any{"name": name}).want(t, 200)
	}
}
