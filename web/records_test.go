package web_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"roomkey/crm"
	realtime "roomkey/sync"
	"roomkey/web"
)

func TestRecords_CreateReadPatch(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	made := g.createLead("Ann", "")
	if made.Type != "lead" || made.Visibility != crm.VisibilityTeam || made.Owner != g.user.ID ||
		made.Team != g.user.Teams[0] {
		t.Errorf("made %+v", made)
	}
	if string(made.Fields["name"]) != `"Ann"` || made.Private == nil || made.PrivateDocumentID == "" ||
		len(made.Heads) != 1 {
		t.Errorf("made %+v", made)
	}
	path := "/leads/" + made.ID.String()
	for _, kind := range []string{"application/json", "application/merge-patch+json",
		"application/json; charset=utf-8"} {
		changed := g.call("PATCH", path, `{"fields":{"score":7,"sourceDetail":null}}`, "Content-Type", kind).
			want(t, 200).record(t)
		if string(changed.Fields["score"]) != "7" || string(changed.Fields["name"]) != `"Ann"` {
			t.Errorf("%s: %s", kind, changed.Fields)
		}
	}
	if got := g.call("GET", path, nil).want(t, 200).record(t); string(got.Fields["score"]) != "7" {
		t.Errorf("read back: %s", got.Fields)
	}
	g.call("GET", "/clients/"+made.ID.String(), nil).want(t, 404)
	g.call("GET", "/leads/not-an-id", nil).want(t, 404)
	if head := g.call("HEAD", path, nil); head.status != 200 || len(head.body) != 0 {
		t.Errorf("HEAD: %d %q", head.status, head.body)
	}
}

func TestRecords_ErrorsNameTheField(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	for _, c := range []struct{ body, field string }{
		{`{}`, "/name"},
		{`{"fields":{"name":"A","source":"web","stage":"new"}}`, "/email"},
		{`{"fields":{"name":1}}`, "/name"},
		{`{"fields":{"nmae":"A"}}`, "/nmae"},
		{`{"fields":{"name":"A","email":"a@b.test","source":"web","stage":"unheard of"}}`, "/stage"},
		{`{"fields":{"name":"A","email":"a@b.test","source":"web","stage":"new","score":101}}`, "/score"},
		{`{"fields":{"name":"A","email":"a@b.test","source":"web","stage":"new","client":"` +
			g.user.ID.String() + `"}}`,
			"/client"},
		{`{"fields":{"name":"A","email":"a@b.test","source":"web","stage":"new"},"visibility":"everybody"}`,
			"visibility"},
		{`{"fields":{"name":"A","email":"a@b.test","source":"web","stage":"new"},"owner":"x"}`, "owner"},
		{`{"fields":{"name":"A","email":"a@b.test","source":"web","stage":"new"},"private":{"secret":1}}`,
			"/private/secret"},
	} {
		g.call("POST", "/leads", c.body).want(t, 400).names(t, c.field)
	}
	if total := g.total("/leads"); total != 0 {
		t.Errorf("refused records are there: %d", total)
	}
	for _, body := range []string{`[]`, `{"fields":[]}`, `{"fields":{"name":"A"}`, `null`, ``, `{"fields":{}} x`} {
		g.call("POST", "/leads", body).want(t, 400)
	}
	g.call("POST", "/leads", `{"fields":{"name":"`+strings.Repeat("a", 1<<20)+`"}}`).want(t, 413)
	made := g.createLead("Ann", "")
	g.call("PATCH", "/leads/"+made.ID.String(), `{"fields":{"name":null}}`).want(t, 400).names(t, "/name")
	g.call("PATCH", "/leads/"+made.ID.String(), `{"name":"x"}`).want(t, 400).names(t, "name")
	g.call("PATCH", "/leads/"+made.ID.String(), `{"fields":{"sourceDetail":"`+strings.Repeat("a",
		crm.MaxStringBytes+1)+`"}}`).want(t, 413).
		names(t, "/sourceDetail")
}

func TestRecords_ListsFilterSortAndPage(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	for i := range 25 {
		fields := leadFields(fmt.Sprintf("Lead %02d", i))
		fields["score"] = i
		if i%2 == 0 {
			fields["stage"] = "met"
		}
		g.call("POST", "/leads", map[string]any{"fields": fields}).want(t, 201)
	}
	names := func(path string) (list []string, next string, total int) {
		var page struct {
			Items []recordJSON
			Next  *string
			Total int
		}
		g.call("GET", path, nil).want(t, 200).into(t, &page)
		for _, item := range page.Items {
			list = append(list, string(item.Fields["name"]))
		}
		if page.Next != nil {
			next = *page.Next
		}
		return list, next, page.Total
	}
	if list, _, total := names("/leads?filter[stage]=met&filter[score][gte]=10&sort=-score"); total != 8 ||
		list[0] != `"Lead 24"` || list[7] != `"Lead 10"` {
		t.Errorf("filtered: %d %v", total, list)
	}
	if list, _, total := names("/leads?filter%5Bscore%5D%5Blt%5D=3&sort=score"); total != 3 || list[2] != `"Lead 02"` {
		t.Errorf("with the brackets escaped: %d %v", total, list)
	}
	if list, _, _ := names("/leads?q=" + url.QueryEscape("lead 07")); len(list) != 1 {
		t.Errorf("searched: %v", list)
	}
	var all []string
	for path, pages := "/leads?sort=name&limit=10", 0; ; pages++ {
		list, next, total := names(path)
		all = append(all, list...)
		if total != 25 || pages > 3 {
			t.Fatalf("page %d of %d", pages, total)
		}
		if next == "" {
			break
		}
		path = "/leads?sort=name&limit=10&cursor=" + url.QueryEscape(next)
	}
	if len(all) != 25 || all[0] != `"Lead 00"` || all[24] != `"Lead 24"` {
		t.Errorf("paged: %v", all)
	}
	for _, c := range []struct{ query, field string }{
		{"limit=0", "limit"}, {"limit=501", "limit"}, {"limit=x", "limit"}, {"sort=nothing", "sort"},
		{"archived=maybe", "archived"},
		{"cursor=rubbish", "cursor"}, {"filter[nothing]=1", "nothing"},
		{"filter[score][like]=1", "filter[score][like]"},
		{"filter[score]=x", "score"},
		{"stage=met", "stage"}, {"sort=name&sort=score", "sort"}, {"q=" + strings.Repeat("a", 1001), "q"},
		{"filter[]=1", "filter[]"},
	} {
		g.call("GET", "/leads?"+c.query, nil).want(t, 400).names(t, c.field)
	}
	g.call("GET", "/leads?q=%zz", nil).want(t, 400)
	h.as("broker").call("GET", "/clients?filter[budget]=1", nil).want(t, 400).names(t, "budget")
	h.as("broker").call("GET", "/clients?sort=budget", nil).want(t, 400).names(t, "sort")
}

func TestRecords_ArchivedOnesAreListedApart(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	made := g.createLead("Ann", "")
	if archived := g.call("POST", "/leads/"+made.ID.String()+"/archive", nil).
		want(t, 200).record(t); archived.ArchivedAt == nil {
		t.Error("no archivedAt")
	}
	if g.total("/leads") != 0 || g.total("/leads?archived=true") != 1 {
		t.Error("the archived lead is in the wrong list")
	}
	if back := g.call("POST", "/leads/"+made.ID.String()+"/restore", nil).
		want(t, 200).record(t); back.ArchivedAt != nil {
		t.Error("still archived")
	}
}

func TestRecords_TransferMayTakeARecordFromItsGiver(t *testing.T) {
	h := newTestServer(t)
	lead, other := h.as("lead"), h.as("agent2")
	made := lead.createLead("Ann", crm.VisibilityPrivate)
	path := "/leads/" + made.ID.String()
	other.call("GET", path, nil).want(t, 404)
	lead.call("POST", path+"/transfer", map[string]any{"owner": other.user.ID}).want(t, 204)
	lead.call("GET", path, nil).want(t, 404)
	if got := other.call("GET", path, nil).want(t, 200).record(t); got.Owner != other.user.ID {
		t.Errorf("owner %s", got.Owner)
	}
	other.call("POST", path+"/transfer", map[string]any{"owner": h.as("agent3").user.ID}).want(t, 403)
	other.call("POST", path+"/transfer", map[string]any{"visibility": "nobody"}).want(t, 400).names(t, "visibility")
	other.call("POST", path+"/transfer", map[string]any{"owner": "x"}).want(t, 400).names(t, "owner")
}

func TestRecords_NotesAreTheCallers(t *testing.T) {
	h := newTestServer(t)
	g, other := h.as("agent1"), h.as("agent2")
	made := g.createLead("Ann", "")
	path := "/leads/" + made.ID.String()
	noted := g.call("POST", path+"/notes", map[string]any{"body": "call her",
		"mentions": []crm.ID{other.user.ID, other.user.ID}}).want(t, 201).record(t)
	var notes []struct {
		Author   crm.ID
		Body     string
		Mentions []crm.ID
	}
	if err := json.Unmarshal(noted.Fields["notes"], &notes); err != nil || len(notes) != 1 ||
		notes[0].Author != g.user.ID || notes[0].Body != "call her" || len(notes[0].Mentions) != 1 {
		t.Errorf("notes %s", noted.Fields["notes"])
	}
	g.call("POST", path+"/notes", `{"body":""}`).want(t, 400).names(t, "body")
	g.call("POST", path+"/notes", `{"body":"x","author":"y"}`).want(t, 400).names(t, "author")
	g.call("POST", path+"/notes", `{"body":"x","mentions":["`+h.as("outsider").user.ID.String()+`"]}`).
		want(t, 400).names(t, "mentions")
	g.call("POST", path+"/notes", `{"body":"`+strings.Repeat("a", crm.MaxTextBytes+1)+`"}`).want(t, 413).
		names(t, "body")
}

func TestRecords_BulkEditsAreTakenBackOnce(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	var ids []crm.ID
	for i := range 3 {
		ids = append(ids, g.createLead(fmt.Sprint("Lead ", i), "").ID)
	}
	foreign := h.as("agent3").createLead("Theirs", crm.VisibilityTeam)
	var done struct {
		Items  []recordJSON
		Failed []struct {
			ID   crm.ID
			Code string
		}
		Undo string
	}
	g.call("POST", "/bulk", map[string]any{"type": "leads", "ids": append(ids, foreign.ID, ids[0]),
		"patch": map[string]any{"fields": map[string]any{"stage": "lost"}}}).
		want(t, 200).into(t, &done)
	if len(done.Items) != 3 || len(done.Failed) != 1 || done.Failed[0].ID != foreign.ID ||
		done.Failed[0].Code != "not_found" || done.Undo == "" {
		t.Fatalf("done %+v", done)
	}
	if g.total("/leads?filter[stage]=lost") != 3 {
		t.Error("not all were changed")
	}
	h.as("agent2").call("POST", "/undo/"+done.Undo, nil).want(t, 404)
	g.call("POST", "/undo/"+done.Undo, nil).want(t, 200)
	if g.total("/leads?filter[stage]=new") != 3 {
		t.Error("not all were taken back")
	}
	g.call("POST", "/undo/"+done.Undo, nil).want(t, 404)
	for _, c := range []struct{ body, field string }{
		{`{"type":"houses","ids":[],"patch":{}}`, "type"}, {`{"type":"leads","ids":[],"patch":{}}`, "ids"},
		{`{"type":"leads","ids":["x"],"patch":{}}`, "ids"}, {`{"type":"leads","ids":["` + ids[0].String() +
			`"],"patch":{"stage":"x"}}`, "patch/stage"},
		{`{"type":"leads","ids":["` + ids[0].String() + `"],"patch":[]}`, "patch"},
	} {
		g.call("POST", "/bulk", c.body).want(t, 400).names(t, c.field)
	}
}

// A private field's value reaches nobody who may not read it, by any route.
func TestRecords_APrivateCanaryStaysPrivate(t *testing.T) {
	h := newTestServer(t)
	const canary = "canary-7f3a91"
	owner := h.as("agent1")
	made := owner.call("POST", "/listings", map[string]any{
		"fields": map[string]any{"ListingId": "M-1", "StandardStatus": "Active", "PropertyType": "Residential",
			"UnparsedAddress": "1 Main St",
			"City":            "Sacramento", "StateOrProvince": "CA", "PostalCode": "95814", "ListPrice": 100},
		"private": map[string]any{"AccessCode": canary}, "visibility": "broker"}).want(t, 201).record(t)
	path := "/listings/" + made.ID.String()
	owner.call("PATCH", path, map[string]any{"private": map[string]any{"OwnerName": canary + "-2"}}).want(t, 200)
	routes := []string{path, path + "/history", path + "/at/" + made.Heads[0], "/listings", "/listings?q=" + canary,
		"/catalog", "/activity",
		"/notifications", "/export/listings.csv", "/schema", "/people"}
	for _, member := range cast {
		g := h.as(member.name)
		may := g.user.May(crm.ActionPrivate, crm.Row{Owner: owner.user.ID, Team: made.Team, Broker: owner.user.Broker,
			Visibility: "broker"})
		seen := false
		for _, route := range routes {
			got := g.call("GET", route, nil)
			if strings.Contains(string(got.body), canary) {
				seen = true
				if !may {
					t.Errorf("%s sees it at %s", member.name, route)
				}
			}
		}
		for _, item := range bulk(t, g, nil) {
			if strings.Contains(string(item.Chunk), canary) && !may {
				t.Errorf("%s gets it in bulk", member.name)
			}
		}
		if may && !seen {
			t.Errorf("%s, who may, never sees it", member.name)
		}
	}
	if strings.Contains(h.log.String(), canary) {
		t.Error("it is in the log")
	}
}

// The owner reads of it even where the transfer took the record from them.
func TestRecords_TheOwnerIsToldWhoTookTheRecord(t *testing.T) {
	h := newTestServer(t)
	owner, lead := h.as("agent1"), h.as("lead")
	made := owner.call("POST", "/listings", map[string]any{
		"fields": map[string]any{"ListingId": "M-1", "StandardStatus": "Active", "PropertyType": "Residential",
			"UnparsedAddress": "1 Main St", "City": "Sacramento", "StateOrProvince": "CA", "PostalCode": "95814",
			"ListPrice": 100},
		"private": map[string]any{"AccessCode": "1234"}, "visibility": "team"}).want(t, 201).record(t)
	path := "/listings/" + made.ID.String()
	to := map[string]any{"owner": lead.user.ID, "visibility": "private"}
	got := lead.call("POST", path+"/transfer", to).want(t, 200)
	if !strings.Contains(string(got.body), "1234") {
		t.Fatalf("the lead reads nothing: %s", got.body)
	}
	owner.call("GET", path, nil).want(t, 404)
	var list struct {
		Items []struct {
			Kind   string
			Record crm.ID
			By     crm.ID
			Data   struct {
				Private bool
				After   crm.Row
			}
		}
	}
	owner.call("GET", "/notifications", nil).want(t, 200).into(t, &list)
	if len(list.Items) != 1 || list.Items[0].Kind != "transfer" || list.Items[0].By != lead.user.ID ||
		list.Items[0].Record != made.ID ||
		!list.Items[0].Data.Private || list.Items[0].Data.After.Owner != lead.user.ID {
		t.Errorf("the owner is told %+v", list.Items)
	}
}

// All that a bulk edit changes lies in memory until it is answered.
func TestRecords_ABulkEditOfLargeRecordsIsDoneInParts(t *testing.T) {
	const bound = 256 << 10
	h := newTestServer(t, func(c *web.Config) {
		c.Hub = realtime.New(realtime.Config{Storage: c.Store, Engine: engines, Bulk: bound})
	})
	g := h.as("agent1")
	body := strings.Repeat("long note ", 1_000)
	var ids []crm.ID
	for range 42 { // three times the bound, and 16 are edited at once
		fields := leadFields("Ann")
		fields["notes"] = []any{map[string]any{"body": body, "author": g.user.ID}, map[string]any{"body": body,
			"author": g.user.ID}}
		ids = append(ids, g.call("POST", "/leads", map[string]any{"fields": fields}).want(t, 201).record(t).ID)
	}
	rounds := 0
	for ; len(ids) > 0; rounds++ {
		got := g.call("POST", "/bulk", map[string]any{"type": "leads", "ids": ids,
			"patch": map[string]any{"fields": map[string]any{"score": 1 + rounds}}}).want(t, 200)
		var done struct {
			Items  []struct{}
			Failed []struct {
				ID   crm.ID
				Code crm.Code
			}
		}
		got.into(t, &done)
		if len(done.Items) == 0 || len(got.body) > 3*bound {
			t.Fatalf("%d records are answered in %d bytes", len(done.Items), len(got.body))
		}
		ids = nil
		for _, failed := range done.Failed {
			if ids = append(ids, failed.ID); failed.Code != crm.CodeTooLarge {
				t.Fatalf("failed by %s", failed.Code)
			}
		}
	}
	if rounds < 2 {
		t.Error("all was done at once")
	}
}
