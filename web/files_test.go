package web_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/web"
)

// T30: a file is bounded, its sender's, and kept for a day.
func TestFiles_AreSentAsBytesAndBounded(t *testing.T) {
	h := newTestServer(t)
	agent := h.as("agent1")
	body, kind := form(t, "@file", "\xff\xfeA\x00")
	var sent struct {
		ID, ExpiresAt string
		Size          int
	}
	agent.call("POST", "/files", body, "Content-Type", kind).want(t, 201).into(t, &sent)
	if sent.ID == "" || sent.Size != 4 || sent.ExpiresAt == "" {
		t.Errorf("it answers %+v", sent)
	}
	h.stranger().call("POST", "/files", body, "Content-Type", kind).want(t, 401)
	for name, content := range map[string]string{"none": "", "too large": strings.Repeat("x", 8<<20+1)} {
		body, kind := form(t, "@file", content)
		status := map[string]int{"none": 400, "too large": 413}[name]
		agent.call("POST", "/files", body, "Content-Type", kind).want(t, status).names(t, "file")
	}
	for range 2 { // the second time there is none
		agent.call("DELETE", "/files/"+sent.ID, nil).want(t, 204)
	}
}

// keepers are other regions that may have a file.
type keepers struct {
	web.OtherRegions
	asked  []string
	silent []string
}

func (*keepers) Others() []string { return []string{"b", "c"} }

func (k *keepers) AskEach(_ context.Context, q *crm.TaskQuestion, bodies map[string][]byte) (map[string][]byte,
	[]string) {
	for _, region := range slices.Sorted(maps.Keys(bodies)) {
		k.asked = append(k.asked, region+" "+string(q.Act)+" "+q.Task.String())
	}
	return nil, k.silent
}

// T30: who deletes a file deletes it in all regions, or is told which may have it still.
func TestFiles_AreDeletedInAllRegions(t *testing.T) {
	h := newTestServer(t)
	others := &keepers{}
	h.server.AskOthers(others)
	file := crm.ID{7, 6: 0x40, 8: 0x80}.String()
	agent := h.as("agent1")
	agent.call("DELETE", "/files/"+file, nil).want(t, 204)
	if want := []string{"b unfile " + file, "c unfile " + file}; !slices.Equal(others.asked, want) {
		t.Errorf("the others are asked %q", others.asked)
	}
	others.silent = []string{"c"}
	said := agent.call("DELETE", "/files/"+file, nil).want(t, 503)
	if !strings.Contains(string(said.body), "region c") {
		t.Errorf("it answers %s", said.body)
	}
}
