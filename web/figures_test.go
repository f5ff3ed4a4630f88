package web_test

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"roomkey/crm"
)

// figure is a row of any report, as tests read it.
type figure struct {
	Type, Status, Source, Month     string
	Count, Leads, Contacted, Closed int
	Appointments, Clients, Lost     int
	Value, Price, GCI, Net          int64
	Hidden, Absent, Answered        int
	Agent                           crm.ID
	MedianSeconds, SlowSeconds      *int64
}

// report is a report's rows.
func (g *testClient) report(path string) (rows []figure) {
	g.h.t.Helper()
	var list struct{ Items []figure }
	g.call("GET", "/reports/"+path, nil).want(g.h.t, 200).into(g.h.t, &list)
	return list.Items
}

// sold makes an escrow of the client's user.
func (g *testClient) sold(status, closes string, price int, gross float64, visibility crm.Visibility) crm.ID {
	g.h.t.Helper()
	body := map[string]any{"visibility": visibility, "fields": map[string]any{"status": status,
		"propertyAddress": "1 Oak St", "side": "buyer", "purchasePrice": price, "acceptanceDate": "2026-01-02",
		"openedDate": "2026-01-02", "closeOfEscrowDate": closes}}
	if gross > 0 {
		body["private"] = map[string]any{"commission": map[string]any{"grossPct": gross, "referralPct": 50}}
	}
	return g.call("POST", "/escrows", body).want(g.h.t, 201).record(g.h.t).ID
}

func TestReports_CountByTheCallersRights(t *testing.T) {
	h := newTestServer(t)
	for i, name := range []string{"agent1", "agent2", "agent3", "outsider"} {
		g := h.as(name)
		g.createLead(name, crm.VisibilityTeam)
		g.createLead(name+" secret", crm.VisibilityPrivate)
		g.sold("closed", "2026-11-20", 100_000_00*(i+1), 3, crm.VisibilityTeam)
	}
	h.as("agent2").sold("open", "2026-12-20", 900_000_00, 0, crm.VisibilityTeam)
	period := "?from=2026-11-01&to=2026-12-31"
	for name, want := range map[string]struct {
		leads      int
		agents     int
		price, gci int64
		hidden     int
		expected   int64
	}{
		"agent1": {2, 1, 100_000_00, 3_000_00, 0, 0}, "agent2": {2, 1, 200_000_00, 6_000_00, 0, 900_000_00},
		"agent3": {2, 1, 300_000_00, 9_000_00, 0, 0},
		// A lead counts what the team shares, and reads no commission of others.
		"lead": {2, 2, 300_000_00, 0, 2, 900_000_00}, "broker": {6, 3, 600_000_00, 18_000_00, 0, 900_000_00},
		"viewer": {}, "otherbroker": {2, 1, 400_000_00, 12_000_00, 0, 0},
	} {
		g := h.as(name)
		leads, price, gci, net, hidden, expected := 0, int64(0), int64(0), int64(0), 0, int64(0)
		for _, row := range g.report("sources?from=2020-01-01&to=2029-12-31") {
			leads += row.Leads
		}
		for _, row := range g.report("gci" + period) {
			price, gci, net, hidden = price+row.Price, gci+row.GCI, net+row.Net, hidden+row.Hidden
			if row.Month != "2026-11" || row.Agent.IsZero() {
				t.Errorf("%s: %+v", name, row)
			}
		}
		for _, row := range g.report("forecast" + period) {
			expected += row.Price
			if row.Absent+row.Hidden != row.Count {
				t.Errorf("%s is told of a commission that is not there: %+v", name, row)
			}
		}
		if leads != want.leads || price != want.price || gci != want.gci || net != want.gci/2 ||
			hidden != want.hidden || expected != want.expected {
			t.Errorf("%s counts %d leads, price %d, gci %d, net %d, %d hidden, expects %d", name, leads, price, gci,
				net, hidden, expected)
		}
		if got := len(g.report("responses?from=2020-01-01&to=2029-12-31")); got != want.agents {
			t.Errorf("%s is told of %d agents, want %d", name, got, want.agents)
		}
		var closed int64
		for _, row := range g.report("pipeline") {
			if row.Type == "escrow" && row.Status == "closed" {
				closed = row.Value
			}
		}
		if closed != want.price {
			t.Errorf("%s: closed escrows are worth %d, want %d", name, closed, want.price)
		}
	}
	agent2 := h.as("agent2").user.ID.String()
	if rows := h.as("broker").report("gci" + period + "&owner=" + agent2); len(rows) != 1 || rows[0].GCI != 6_000_00 {
		t.Errorf("of one owner: %+v", rows)
	}
	if rows := h.as("agent1").report("gci" + period + "&owner=" + agent2); len(rows) != 0 {
		t.Errorf("an agent counts another's: %+v", rows)
	}
}

func TestReports_FollowLeadsAndMeasureAnswers(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	for i, lead := range []string{
		`"source":"Zillow","stage":"new"`,
		`"source":"zillow ","stage":"lost","assignedAt":"2026-11-01T10:00:00Z","firstResponseAt":"2026-11-01T10:01:00Z"`,
		`"source":"Zillow","stage":"met","assignedAt":"2026-11-01T10:00:00Z","firstResponseAt":"2026-11-01T10:03:00Z"`,
		`"source":"Zillow","stage":"past_client","assignedAt":"2026-11-02T00:00:00Z","firstResponseAt":"2026-11-01T10:00:00Z"`,
		`"source":"=HYPERLINK(1)","stage":"under_contract","assignedAt":"2020-01-01T00:00:00Z"`,
	} {
		g.call("POST", "/leads", fmt.Sprintf(`{"fields":{"name":"L%d","email":"l@example.test",%s}}`, i, lead)).want(t, 201)
	}
	rows := g.report("sources")
	if len(rows) != 2 || rows[0].Source != "Zillow" || rows[0].Leads != 4 || rows[0].Contacted != 3 ||
		rows[0].Appointments != 2 || rows[0].Clients != 1 || rows[0].Closed != 1 || rows[0].Lost != 1 ||
		rows[1].Clients != 1 || rows[1].Closed != 0 {
		t.Errorf("sources: %+v", rows)
	}
	rows = g.report("responses?from=2026-11-01&to=2026-11-02")
	if len(rows) != 1 || rows[0].Agent != g.user.ID || rows[0].Leads != 3 || rows[0].Answered != 3 ||
		*rows[0].MedianSeconds != 60 || *rows[0].SlowSeconds != 180 {
		t.Errorf("responses: %+v", rows)
	}
	if rows = g.report("responses?from=2026-11-02&to=2026-11-02"); rows[0].Leads != 1 || *rows[0].MedianSeconds != 0 {
		t.Errorf("of one day: %+v", rows)
	}
	rows = g.report("responses?from=2020-01-01&to=2020-01-01")
	if rows[0].Answered != 0 || rows[0].MedianSeconds != nil {
		t.Errorf("unanswered: %+v", rows)
	}
}

func TestReports_AreSpreadsheetsToo(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	g.sold("closed", "2026-11-20", 123_456_78, 2.5, crm.VisibilityTeam)
	g.call("POST", "/leads", `{"fields":{"name":"L","email":"l@example.test","source":"=1+1","stage":"new"}}`).want(t, 201)
	for path, want := range map[string]string{
		"pipeline":  "escrow,closed,1,123456.78",
		"gci":       "2026-11," + g.user.ID.String() + ",agent1,1,123456.78,3086.42,1543.21,0,0",
		"sources":   "'=1+1,1,0,0,0,0,0",
		"responses": g.user.ID.String() + ",agent1,1,0,,",
		"forecast":  "month,agent,name,count,price,gci,net,hidden,absent",
	} {
		query := "?format=csv&from=2026-01-01&to=2029-12-31"
		if path == "pipeline" {
			query = "?format=csv"
		}
		got := g.call("GET", "/reports/"+path+query, nil).want(t, 200)
		if kind := got.header.Get("Content-Type"); kind != "text/csv; charset=utf-8" ||
			got.header.Get("Content-Disposition") != `attachment; filename="`+path+`.csv"` {
			t.Errorf("%s: %s %s", path, kind, got.header.Get("Content-Disposition"))
		}
		if _, err := csv.NewReader(strings.NewReader(string(got.body))).ReadAll(); err != nil ||
			!strings.Contains(string(got.body), want+"\r\n") {
			t.Errorf("%s: %v %s, want %s", path, err, got.body, want)
		}
	}
}

func TestReports_RefuseWrongQuestions(t *testing.T) {
	g := newTestServer(t).as("agent1")
	for query, field := range map[string]string{
		"gci?from=yesterday": "from", "gci?to=2026-02-30": "to", "gci?from=2026-02-01&to=2026-01-01": "to",
		"gci?from=2010-01-01&to=2026-01-01": "from", "gci?owner=me": "owner", "gci?format=xls": "format",
		"pipeline?from=2026-01-01": "from",
	} {
		g.call("GET", "/reports/"+query, nil).want(t, 400).names(t, field)
	}
	g.call("GET", "/reports/salaries", nil).want(t, 404)
}

func TestExport_BeginsWithAMarkForExcelWhereAsked(t *testing.T) {
	g := newTestServer(t).as("agent1")
	plain := g.call("GET", "/export/leads.csv", nil).want(t, 200)
	marked := g.call("GET", "/export/leads.csv?bom=1", nil).want(t, 200)
	if string(marked.body) != "\ufeff"+string(plain.body) {
		t.Errorf("with a mark: %.40q", marked.body)
	}
	g.call("GET", "/export/leads.csv?bom=yes", nil).want(t, 400).names(t, "bom")
}
