package web_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/web"
)

// statsJSON is what tests read of the answer.
type statsJSON struct {
	Series map[string][]*float64
	Tasks  map[string]int
	Alerts []struct {
		Code, Severity, Detail string
		Since                  time.Time
	}
}

// sampled is a server whose samples the test takes.
func sampled(t *testing.T) (h *testServer, m *web.Metrics, pass func()) {
	t.Helper()
	m = web.NewMetrics()
	var stats *web.Stats
	h = newTestServer(t, func(c *web.Config) {
		c.Metrics, stats = m, web.NewStats(m, c.Now)
		c.Stats = stats
	})
	h.clock.stop()
	stats.Sample()
	return h, m, func() {
		h.clock.move(10 * time.Second)
		stats.Sample()
	}
}

func (g *testClient) stats() statsJSON { return g.statsOf("") }

func (g *testClient) statsOf(query string) (stats statsJSON) {
	g.h.t.Helper()
	g.call("GET", "/admin/stats"+query, nil).want(g.h.t, 200).into(g.h.t, &stats)
	return stats
}

func (s *statsJSON) codes() string {
	var codes []string
	for _, alert := range s.Alerts {
		codes = append(codes, alert.Code)
	}
	return strings.Join(codes, " ")
}

func TestStats_AreTheLastHoursRatesAndLatencies(t *testing.T) {
	h, m, pass := sampled(t)
	for range 50 {
		m.Message("in", 100)
	}
	m.Changes(20)
	m.Documents(3)
	for i := range 100 { // spread evenly between 50 and 100 ms
		m.Edit(50*time.Millisecond+time.Duration(i+1)*500*time.Microsecond, "")
	}
	pass()
	pass()
	got := h.as("broker").stats()
	for name, want := range map[string][2]float64{"messagesIn": {5, 0}, "changes": {2, 0}, "documents": {3, 3},
		"editP50": {75, -1}, "editP95": {97.5, -1}, "editP99": {99.5, -1}, "rejected": {0, 0}} {
		column := got.Series[name]
		for i, want := range want {
			switch {
			case len(column) != 2:
				t.Fatalf("%s has %d rows", name, len(column))
			case want < 0 && column[i] == nil:
			case want < 0 || column[i] == nil || math.Abs(*column[i]-want) > .001:
				t.Errorf("%s, row %d: %v, want %v", name, i, column[i], want)
			}
		}
	}
	at := got.Series["at"]
	if *at[1]-*at[0] != 10 || *got.Series["heapBytes"][1] <= 0 || got.Tasks["running"] != 0 {
		t.Errorf("got %v", got)
	}
	if first := len(h.signIn("broker").statsOf("?range=day").Series["at"]); first != 0 {
		t.Errorf("after twenty seconds there are %d samples of the day", first)
	}
	for range 400 {
		pass()
	}
	day := h.signIn("broker").statsOf("?range=day").Series
	if at := day["at"]; len(at) != 13 || *at[1]-*at[0] != 300 || *day["messagesIn"][0] != .167 {
		t.Errorf("of 67 minutes the day has %d samples, the first with %v messages a second", len(at),
			*day["messagesIn"][0])
	}
	h.signIn("broker").call("GET", "/admin/stats?range=week", nil).want(t, 400).names(t, "range")
	if kept := len(h.signIn("broker").stats().Series["at"]); kept != 360 {
		t.Errorf("%d samples are kept", kept)
	}
}

func TestStats_AreForTheBrokerRole(t *testing.T) {
	h, _, _ := sampled(t)
	for _, member := range cast {
		want := 403
		if member.role == crm.RoleBroker {
			want = 200
		}
		h.as(member.name).call("GET", "/admin/stats", nil).want(t, want)
		h.as(member.name).call("GET", "/admin/connections", nil).want(t, want)
	}
	h.stranger().call("GET", "/admin/stats", nil).want(t, 401)
}

func TestStats_AlertWhatIsOutOfOrder(t *testing.T) {
	h, m, pass := sampled(t)
	times := func(n int, what func()) {
		for range n {
			what()
		}
	}
	for _, c := range []struct {
		name, codes string
		cause       func()
	}{
		{"nothing", "", func() {}},
		{"fast edits", "", func() { times(100, func() { m.Edit(20*time.Millisecond, "") }) }},
		{"a slow edit", "", func() { m.Edit(time.Second, "") }},
		{"slow edits", "edits_slow", func() { times(10, func() { m.Edit(time.Second, "") }) }},
		{"a slow disk", "disk_slow", func() { times(5, func() { m.Commit(2*time.Second, 1) }) }},
		{"few refusals among many edits", "", func() { m.Changes(1000); m.Rejected(20, crm.CodeForbidden) }},
		{"many refusals", "edits_rejected", func() { m.Rejected(20, crm.CodeForbidden) }},
		{"a dead process", "engine_restarted", m.EngineRestart},
		{"a deadly change", "changes_quarantined", m.Quarantine},
		{"refused work", "work_refused", func() { times(10, func() { m.WorkRefused("reads") }) }},
		{"guesses", "sign_ins_fail", func() {
			times(20, func() {
				h.stranger().call("POST", "/auth/login", `{"email":"x@demo.test","password":"guess"}`).want(t, 401)
			})
		}},
	} {
		c.cause()
		pass()
		if got := h.signIn("broker").stats(); got.codes() != c.codes {
			t.Errorf("%s: %q, want %q", c.name, got.codes(), c.codes)
		}
		times(7, pass) // it is over after a minute
		if got := h.signIn("broker").stats(); got.codes() != "" {
			t.Errorf("a minute after %s: %q", c.name, got.codes())
		}
	}
}

func TestStats_AlertWhatIsNotAsItWas(t *testing.T) {
	h, m, pass := sampled(t)
	say := func(messages int) {
		for range messages {
			m.Message("in", 1)
		}
		pass()
	}
	for i := range 60 {
		say(50 + i%7)
	}
	say(900) // more, but few
	if got := h.as("broker").stats(); got.codes() != "" {
		t.Errorf("a little more: %q", got.codes())
	}
	began := h.clock.now()
	say(20_000)
	got := h.as("broker").stats()
	if got.codes() != "traffic_rose" || got.Alerts[0].Since.Sub(began).Round(time.Second) != 10*time.Second ||
		got.Alerts[0].Severity != "warning" || got.Alerts[0].Detail == "" {
		t.Errorf("much more: %+v", got.Alerts)
	}
	sockets := make([]*socket, 12)
	for i := range sockets {
		sockets[i] = h.opened("?access_token=" + h.signIn([]string{"agent1", "agent2", "lead"}[i%3]).token)
		sockets[i].join()
	}
	for range 8 {
		pass()
	}
	if got := h.as("broker").stats(); got.codes() != "" {
		t.Errorf("twelve connections: %q", got.codes())
	}
	for _, s := range sockets {
		s.conn.Close()
	}
	if !eventually(func() bool {
		metrics := h.stranger().call("GET", "/metrics", nil).want(t, 200).body
		return strings.Contains(string(metrics), "roomkey_connections 0")
	}) {
		t.Fatal("the connections do not end")
	}
	pass()
	if got := h.as("broker").stats(); got.codes() != "connections_fell" {
		t.Errorf("all connections gone: %q", got.codes())
	}
}

func TestConnections_AreThoseOfTheBrokersOwnBrokerage(t *testing.T) {
	h := newTestServer(t)
	broker, agent := h.as("broker"), h.signIn("agent1")
	first := h.opened("?access_token=" + agent.token)
	first.join()
	token := h.opened("?access_token=" + agent.makeToken(t, "script").Token)
	token.join()
	foreign := h.opened("?access_token=" + h.as("outsider").token)
	foreign.join()
	own := h.opened("?access_token=" + broker.token)
	own.join()
	asked := h.signIn("agent2")
	asking := &poller{t: t, h: h, token: asked.token} // whose network lets no WebSocket through
	asking.open()
	asking.join()
	var list struct {
		Total int
		Items []struct {
			User           crm.ID
			Device         string
			Since          time.Time
			Transport      string
			Session, Token *crm.ID
			Received, Sent int
			Current        bool
		}
	}
	if !eventually(func() bool { // a message is counted after it was sent
		broker.call("GET", "/admin/connections", nil).want(t, 200).into(t, &list)
		return list.Total == 4 && len(list.Items) == 4 && list.Items[0].Sent > 0
	}) {
		t.Fatalf("the broker sees %+v", list)
	}
	for i, want := range []struct {
		user      crm.ID
		device    bool
		current   bool
		transport string
	}{{asked.user.ID, true, false, "http"}, {broker.user.ID, true, true, "websocket"},
		{agent.user.ID, false, false, "websocket"}, {agent.user.ID, true, false, "websocket"}} {
		got := list.Items[i]
		if got.User != want.user || got.Device != "" != want.device || got.Current != want.current ||
			got.Transport != want.transport || (got.Session != nil) != want.device ||
			(got.Token != nil) == want.device || got.Received < 1 || got.Sent < 1 || got.Since.IsZero() {
			t.Errorf("connection %d is %+v", i, got)
		}
	}
	// Each can be ended by what it names, sockets and polls alike.
	broker.call("DELETE", "/admin/sessions/"+list.Items[0].Session.String(), nil).want(t, 204)
	broker.call("DELETE", "/admin/tokens/"+list.Items[2].Token.String(), nil).want(t, 204)
	first.conn.Close()
	if !eventually(func() bool {
		broker.call("GET", "/admin/connections", nil).want(t, 200).into(t, &list)
		return list.Total == 1 && list.Items[0].User == broker.user.ID
	}) {
		t.Errorf("connections that have ended are listed: %+v", list)
	}
}
