package web_test

import (
	"slices"
	"testing"

	"roomkey/crm"
	"roomkey/web/api"
)

// Each record of a bulk edit tells all that is wrong with it, as a single edit does.
func TestBulk_TellsAllFaultsOfARecord(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	good, dear := g.createLead("Ann", crm.VisibilityTeam).ID, g.createLead("Bob", crm.VisibilityTeam).ID
	g.call("PATCH", "/leads/"+dear.String(), map[string]any{"fields": map[string]any{"priceMin": 900}}).want(t, 200)
	edit := func(fields map[string]any) (failed map[crm.ID]api.Failure) {
		t.Helper()
		var done struct{ Failed []api.Failure }
		g.call("POST", "/bulk", map[string]any{"type": "leads", "ids": []crm.ID{good, dear},
			"patch": map[string]any{"fields": fields}}).want(t, 200).into(t, &done)
		failed = make(map[crm.ID]api.Failure)
		for _, of := range done.Failed {
			failed[of.ID] = of
		}
		return failed
	}
	named := func(of api.Failure) (fields []string) {
		for _, fault := range of.Errors {
			if fault.Code != crm.CodeInvalid || fault.Detail == "" {
				t.Errorf("not a whole fault: %+v", fault)
			}
			fields = append(fields, fault.Field)
		}
		return fields
	}
	failed := edit(map[string]any{"email": "ana", "score": 101, "name": ""})
	for _, id := range []crm.ID{good, dear} {
		of := failed[id]
		if of.Field != "/email" || !slices.Equal(named(of), []string{"/email", "/score", "/name"}) {
			t.Errorf("%+v", of)
		}
	}
	failed = edit(map[string]any{"priceMax": 800})
	if of := failed[dear]; len(failed) != 1 || of.Field != "/priceMax" || of.Errors != nil {
		t.Errorf("%+v", failed)
	}
}

// A list says what is wrong with its parameters and with its filters, which the store looks at, together.
func TestLists_TellFaultsOfParametersAndFiltersTogether(t *testing.T) {
	g := newTestServer(t).as("agent1")
	for path, want := range map[string][]string{
		"/leads?limit=0&filter[nope]=1":                        {"limit", "nope"},
		"/leads?archived=perhaps&filter[score]=x&sort=nope":    {"archived", "sort", "score"},
		"/leads?sorted=name&filter[score][gt]=x":               {"sorted", "score"},
		"/leads?limit=0&sort=nope":                             {"limit", "sort"},
		"/leads?limit=0&filter[stage]=new&filter[stage]=met&x": {"filter[stage]", "limit", "x"},
	} {
		got := g.call("GET", path, nil).want(t, 400).faults(t)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: it names %q, want %q", path, got, want)
		}
	}
}
