package sync_test

import (
	"crypto/rand"
	"maps"
	"slices"
	"sync"
	"testing"

	"roomkey/crm"
	realtime "roomkey/sync"
)

// recorder keeps all spans.
type recorder struct {
	mu    sync.Mutex
	spans []crm.Span
}

func (r *recorder) Traces(crm.Hash) bool { return true }

func (r *recorder) Span(s crm.Span) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.spans = append(r.spans, s)
}

// of are the spans of a change, by their names.
func (r *recorder) of(change crm.Hash) map[string]crm.Span {
	r.mu.Lock()
	defer r.mu.Unlock()
	spans := make(map[string]crm.Span)
	for _, s := range r.spans {
		if s.Of == change {
			spans[s.Name] = s
		}
	}
	return spans
}

// traced has the hub tell a recorder of the ways of changes. Nothing may use the hub before.
func (hub *testHub) traced() *recorder {
	r := &recorder{}
	hub.Hub = realtime.New(realtime.Config{Storage: hub.storage, Engine: hub.engine, Random: rand.Reader, Tracer: r})
	return r
}

// An edit is traced from its frame to the disk, and in another region to the disk there, under one id.
func TestTrace_FollowsAnEditThroughTwoRegions(t *testing.T) {
	a, b := region(t, "a"), region(t, "b")
	here, there := a.traced(), b.traced()
	lead := a.newLead("Pat")
	d, other := a.open(&agent, lead.ID), a.open(&mate, lead.ID)
	d.untilField("name", `"Pat"`)
	other.untilField("name", `"Pat"`)
	edit := d.set("name", "Patricia")
	d.untilSaved(edit)
	other.untilField("name", `"Patricia"`)

	spans := here.of(edit)
	names := slices.Sorted(maps.Keys(spans))
	if want := []string{"commit", "edit", "engine", "fan-out", "frame", "judge"}; !slices.Equal(names, want) {
		t.Fatalf("the spans are %v, want %v", names, want)
	}
	whole := spans["edit"]
	if !whole.Root || whole.Changes != 1 || whole.Ops != 1 || whole.Peers != 2 {
		t.Errorf("the edit is %+v", whole)
	}
	at := whole.Start
	for _, name := range []string{"frame", "judge", "engine", "fan-out"} {
		s := spans[name]
		if s.Root || !s.Start.Equal(at) || s.End.Before(s.Start) || s.Code != "" {
			t.Errorf("%s is %+v, and what came before ended at %s", name, s, at)
		}
		at = s.End
	}
	if !at.Equal(whole.End) {
		t.Errorf("the edit ends at %s, and its last part at %s", whole.End, at)
	}
	if commit := spans["commit"]; commit.End.Before(whole.End) || commit.Changes != 1 {
		t.Errorf("the commit is %+v", commit)
	}
	if waiting := b.takeIn(a.logged(0)...); len(waiting) > 0 {
		t.Fatalf("%d items wait", len(waiting))
	}
	spans = there.of(edit)
	if imported, ok := spans["import"]; !ok || imported.Root || imported.Code != "" {
		t.Errorf("in the other region the spans are %+v", spans)
	}
	rest := a.patch(&agent, lead.ID, "name", "Patrizia")
	if spans = here.of(rest.Heads[0]); !spans["edit"].Root || spans["engine"].Name == "" {
		t.Errorf("of an edit over REST the spans are %+v", spans)
	}
}
