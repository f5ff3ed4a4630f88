package engine_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/automerge/automerge-go"
	"pgregory.net/rapid"

	"roomkey/crdt"
	"roomkey/crdt/engine"
	"roomkey/crm"
)

// drafts writes drafts to one document.
type drafts struct {
	t    testing.TB
	pool *engine.Pool
	stored
	kind    string
	private bool
}

func newDesk(t testing.TB, kind string) *drafts {
	return &drafts{t: t, pool: run(t, engine.Config{Children: 1}), stored: stored{id: id(1)}, kind: kind}
}

// draft writes a draft by the test's second actor.
func (d *drafts) draft(draft crdt.Draft) ([]byte, crdt.State, error) {
	draft.Actor, draft.Time, draft.Type, draft.Private = [16]byte{9, 9}, 1_700_000_000, d.kind, d.private
	change, state, err := d.pool.Author(d.t.Context(), d.doc(), draft)
	if err == nil && change != nil {
		d.add(change)
	}
	return change, state, err
}

func (d *drafts) patch(patch string) ([]byte, crdt.State) {
	d.t.Helper()
	change, state, err := d.draft(crdt.Draft{Patch: json.RawMessage(patch)})
	if err != nil {
		d.t.Fatalf("%s: %v", patch, err)
	}
	return change, state
}

// loaded returns the document, loaded into the test's own Automerge.
func (d *drafts) loaded() *automerge.Doc {
	d.t.Helper()
	doc, err := automerge.Load(bytes.Join(d.chunks, nil))
	if err != nil {
		d.t.Fatal(err)
	}
	return doc
}

func TestAuthor_WritesKindsOfTheSchema(t *testing.T) {
	d := newDesk(t, "listing")
	_, state := d.patch(`{"ListPrice": 50000000, "BathroomsTotalInteger": 2.5, "BedroomsTotal": 3.0, "City": "Davis",
		"PublicRemarks": "Près du lac 🙃", "StandardStatus": "Active", "Media": [{"id": "m1", "url": "u"}], "tags": ["x", "y"]}`)
	doc := d.loaded()
	for field, kind := range map[string]automerge.Kind{
		"ListPrice": automerge.KindInt64, "BathroomsTotalInteger": automerge.KindFloat64,
		"BedroomsTotal": automerge.KindInt64,
		"City":          automerge.KindStr, "PublicRemarks": automerge.KindText, "StandardStatus": automerge.KindStr,
		"Media": automerge.KindList, "tags": automerge.KindList,
	} {
		value, err := doc.RootMap().Get(field)
		if err != nil || value.Kind() != kind {
			t.Errorf("%s is a %v, want %v (%v)", field, value.Kind(), kind, err)
		}
	}
	if got := string(state.Fields["PublicRemarks"]); got != `"Près du lac 🙃"` {
		t.Errorf("the remarks are %s", got)
	}
	if got := string(state.Fields["Media"]); got != `[{"id":"m1","url":"u"}]` {
		t.Errorf("the media are %s", got)
	}
	changes, err := doc.Changes()
	if err != nil || len(changes) != 1 || changes[0].Timestamp().UnixMilli() != 1_700_000_000 ||
		changes[0].ActorID() != "09090000000000000000000000000000" {
		t.Errorf("the change is by %s at %v", changes[0].ActorID(), changes[0].Timestamp().UnixMilli())
	}
}

func TestAuthor_MakesNothingOfNothing(t *testing.T) {
	d := newDesk(t, "lead")
	d.patch(`{"name": "Ann", "score": 5, "tags": ["a"], "notes": [{"id": "n", "body": "hi"}]}`)
	for _, patch := range []string{`{}`, `{"name": "Ann"}`, `{"score": 5.0}`, `{"tags": ["a"]}`,
		`{"notes": [{"id": "n", "body": "hi"}]}`, `{"phone": null}`} {
		if change, _ := d.patch(patch); change != nil {
			t.Errorf("%s made a change", patch)
		}
	}
	change, state, err := d.draft(crdt.Draft{Merge: true})
	if err != nil || change == nil || len(state.Heads) != 1 {
		t.Errorf("a merge: %v, %v", state, err)
	}
}

func TestAuthor_LeavesAnEqualTextObjectAlone(t *testing.T) {
	d := newDesk(t, "lead")
	d.add(newAuthor(t).set("stage", automerge.NewText("new")))
	if change, _ := d.patch(`{"stage": "new"}`); change != nil {
		t.Error("an equal value made a change")
	}
	_, state := d.patch(`{"stage": "met"}`)
	value, err := d.loaded().RootMap().Get("stage")
	if err != nil || value.Kind() != automerge.KindStr || string(state.Fields["stage"]) != `"met"` {
		t.Errorf("the stage is %v, %s", value, state.Fields["stage"])
	}
}

func TestAuthor_SplicesText(t *testing.T) {
	d := newDesk(t, "listing")
	first, _ := d.patch(`{"PublicRemarks": "one 🙃 two three"}`)
	other := newAuthor(t)
	if err := other.doc.LoadIncremental(first); err != nil {
		t.Fatal(err)
	}
	theirs := other.change(func(root *automerge.Map) error {
		value, err := root.Get("PublicRemarks")
		if err != nil {
			return err
		}
		return value.Text().Splice(4, 1, "🏠")
	})
	d.patch(`{"PublicRemarks": "zero one 🙃 2 three."}`)
	if _, err := d.pool.Apply(t.Context(), d.doc(), [][]byte{theirs}, nil); err != nil {
		t.Fatal(err)
	}
	state, err := d.pool.Fields(t.Context(), d.doc(), nil)
	if got := string(state.Fields["PublicRemarks"]); err != nil || got != `"zero one 🏠 2 three."` {
		t.Errorf("merged: %s (%v)", got, err)
	}
}

func TestAuthor_PatchesListItemsInPlace(t *testing.T) {
	d := newDesk(t, "escrow")
	first, _ := d.patch(
		`{"checklist": [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}, {"id": "c", "title": "C"}]}`)
	other := newAuthor(t)
	if err := other.doc.LoadIncremental(first); err != nil {
		t.Fatal(err)
	}
	theirs := other.change(func(root *automerge.Map) error {
		return other.doc.Path("checklist", 1, "status").Set("done")
	})
	_, state := d.patch(`{"checklist": [{"id": "c"}, {"id": "b", "title": "B2"}, {"id": "d", "title": "D"}]}`)
	if got := string(
		state.Fields["checklist"]); got != `[{"id":"c","title":"C"},{"id":"b","title":"B2"},{"id":"d","title":"D"}]` {
		t.Errorf("the list is %s", got)
	}
	state, err := d.pool.Apply(t.Context(), d.doc(), [][]byte{theirs}, nil)
	if got := string(state.Fields["checklist"]); err != nil ||
		got != `[{"id":"c","title":"C"},{"id":"b","status":"done","title":"B2"},{"id":"d","title":"D"}]` {
		t.Errorf("merged, the list is %s (%v)", got, err)
	}
	d.add(theirs)
	_, state, err = d.draft(crdt.Draft{Items: []crdt.ItemPatch{
		{Pointer: "/checklist", ID: "b", Patch: []byte(`{"status": null, "title": "B3"}`)},
		{Pointer: "/checklist", ID: "c", Patch: []byte(`null`)},
		{Pointer: "/checklist", ID: "e", Patch: []byte(`{"title": "E"}`)},
	}})
	if got := string(state.Fields["checklist"]); err != nil ||
		got != `[{"id":"b","title":"B3"},{"id":"d","title":"D"},{"id":"e","title":"E"}]` {
		t.Errorf("after patches of items the list is %s (%v)", got, err)
	}
}

func TestAuthor_ClearsContainersAndKeepsThem(t *testing.T) {
	d := newDesk(t, "escrow")
	d.patch(
		`{"notes": [{"id": "n", "body": "hi"}], "earnestMoneyDeposit": {"amount": 5, "holder": "us"}, "cancelReason": "none"}`,
	)
	_, state := d.patch(`{"notes": null, "earnestMoneyDeposit": null, "cancelReason": null}`)
	for field, want := range map[string]string{"notes": "[]", "earnestMoneyDeposit": "{}", "cancelReason": ""} {
		if got := string(state.Fields[field]); got != want {
			t.Errorf("%s is %q, want %q", field, got, want)
		}
	}
}

func TestAuthor_NamesTheFieldThatDoesNotFit(t *testing.T) {
	d := newDesk(t, "escrow")
	_, before := d.patch(`{"side": "buyer"}`)
	for patch, field := range map[string]string{
		`{"nothing": 1}`: "/nothing",
		`{"side": "seller", "purchasePrice": "1"}`: "/purchasePrice",
		`{"notes": [{"id": "a", "x": 1}]}`:         "/notes/0/x",
		`{"notes": [{"id":"a"},{"id":"a"}]}`:       "/notes/1/id",
		`{"loanAmount": 5}`:                        "/loanAmount",
		`{"tags": ["a", null]}`:                    "/tags/1",
		`{"privateOf": "x"}`:                       "/privateOf",
	} {
		_, _, err := d.draft(crdt.Draft{Patch: []byte(patch)})
		var e *crm.Error
		if !errors.As(err, &e) || e.Code != crm.CodeInvalid || e.Field != field {
			t.Errorf("%s: the error is %v, want one of %s", patch, err, field)
		}
	}
	state, err := d.pool.Fields(t.Context(), d.doc(), nil)
	if err != nil || fmt.Sprint(state) != fmt.Sprint(before) {
		t.Errorf("refused drafts left %v (%v), want %v", state, err, before)
	}
}

func TestAuthor_WritesThePrivateHalf(t *testing.T) {
	d := newDesk(t, "escrow")
	d.private = true
	_, state := d.patch(
		`{"privateOf": "r", "loanAmount": 5, "commission": {"grossPct": 2.5, "splits": [{"id": "s", "pct": 50}]}}`)
	if got := string(state.Fields["commission"]); got != `{"fees":[],"grossPct":2.5,"splits":[{"id":"s","pct":50}]}` {
		t.Errorf("the commission is %s", got)
	}
	_, _, err := d.draft(crdt.Draft{Patch: []byte(`{"commission": {"gci": 5}}`)})
	var e *crm.Error
	if !errors.As(err, &e) || e.Field != "/private/commission/gci" {
		t.Errorf("a derived field: %v", err)
	}
}

func TestAuthor_AnyTextAndListBecomeWhatIsAsked(t *testing.T) {
	d := newDesk(t, "listing")
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("ab 🙃é\n\"")), 0, 40, -1).Draw(rt, "text")
		tags := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 0, 8).Draw(rt, "tags")
		media := []map[string]string{}
		for _, name := range rapid.SliceOfDistinct(rapid.SampledFrom([]string{"1", "2", "3", "4", "5", "6"}),
			rapid.ID).Draw(rt, "media") {
			media = append(media, map[string]string{"id": name, "url": "u" + name})
		}
		asked, err := json.Marshal(map[string]any{"PublicRemarks": text, "tags": tags, "Media": media})
		if err != nil {
			rt.Fatal(err)
		}
		_, state, err := d.draft(crdt.Draft{Patch: asked})
		if err != nil {
			rt.Fatal(err)
		}
		var got, want any
		all, _ := json.Marshal(state.Fields)
		json.Unmarshal(all, &got)
		json.Unmarshal(asked, &want)
		if fmt.Sprint(got) != fmt.Sprint(want) {
			rt.Fatalf("got %v, want %v", got, want)
		}
	})
}

func TestFields_AtOlderHeads(t *testing.T) {
	d := newDesk(t, "lead")
	_, first := d.patch(`{"name": "Ann"}`)
	d.patch(`{"name": "Bea"}`)
	state, err := d.pool.Fields(t.Context(), d.doc(), first.Heads)
	if err != nil || string(state.Fields["name"]) != `"Ann"` || fmt.Sprint(state.Heads) != fmt.Sprint(first.Heads) {
		t.Errorf("then: %v (%v)", state, err)
	}
	if _, err := d.pool.Fields(t.Context(), d.doc(), []crdt.Hash{{1}}); crm.CodeOf(err) != crm.CodeNotFound {
		t.Errorf("unknown heads: %v", err)
	}
}

func TestSnapshot_HoldsEverything(t *testing.T) {
	d := newDesk(t, "lead")
	for i := range 50 {
		d.patch(fmt.Sprintf(`{"name": "Ann %d", "score": %d}`, i, i))
	}
	chunk, heads, err := d.pool.Snapshot(t.Context(), d.doc())
	if err != nil {
		t.Fatal(err)
	}
	before, err := d.pool.Fields(t.Context(), d.doc(), nil)
	if err != nil {
		t.Fatal(err)
	}
	d.chunks = [][]byte{chunk}
	d.pool.Drop(d.id)
	after, err := d.pool.Fields(t.Context(), d.doc(), nil)
	if err != nil || fmt.Sprint(after) != fmt.Sprint(before) || fmt.Sprint(after.Heads) != fmt.Sprint(heads) {
		t.Errorf("from the snapshot: %v (%v), want %v", after, err, before)
	}
}

// finish goes on with a draft's texts until none is left, and returns how many characters the largest change wrote.
func (d *drafts) finish(state crdt.State, base []crdt.Hash) (last crdt.State, changes, most int) {
	d.t.Helper()
	for last = state; len(last.Rest) > 0; changes++ {
		change, next, err := d.draft(crdt.Draft{Rest: last.Rest, Base: base})
		if err != nil || change == nil {
			d.t.Fatalf("a draft does not go on: %v", err)
		}
		_, _, ops, err := engine.Header(change)
		if err != nil {
			d.t.Fatal(err)
		}
		if most = max(most, ops); base != nil {
			hash, _, _, _ := engine.Header(change)
			base = []crdt.Hash{hash}
		}
		last = next
	}
	return last, changes, most
}

func TestAuthor_SplitsLongTextsIntoSeveralChanges(t *testing.T) {
	d := newDesk(t, "listing")
	text := strings.Repeat("👩‍👩‍👧 and so on e\u0301", 1_000)
	asked, err := json.Marshal(map[string]any{
		"PublicRemarks": text, "ListPrice": 5,
		"PrivateRemarks": strings.Repeat("a", 7_000), "briefing": strings.Repeat("b", 7_000),
	})
	if err != nil {
		t.Fatal(err)
	}
	_, state := d.patch(string(asked))
	state, changes, most := d.finish(state, nil)
	if changes < 6 || most > 5_100 {
		t.Errorf("%d more changes, the largest of %d operations", changes, most)
	}
	same := func() {
		t.Helper()
		var got, want map[string]any
		all, _ := json.Marshal(state.Fields)
		json.Unmarshal(all, &got)
		json.Unmarshal(asked, &want)
		for name := range want {
			if fmt.Sprint(got[name]) != fmt.Sprint(want[name]) {
				t.Errorf("%s is not what was asked", name)
			}
		}
	}
	same()
	if _, again := d.patch(string(asked)); len(again.Rest) > 0 || fmt.Sprint(again.Heads) != fmt.Sprint(state.Heads) {
		t.Error("the same again changes something")
	}
	body := strings.Repeat("c", 12_000)
	_, state = d.patch(`{"briefing": "` + body + `"}`)
	state, _, _ = d.finish(state, nil)
	asked = bytes.Replace(asked, bytes.Repeat([]byte("b"), 7_000), []byte(body), 1)
	same()
}

func TestAuthor_WritesAfterABaseAsIfTheRestHadNotBeenSeen(t *testing.T) {
	d := newDesk(t, "listing")
	_, base := d.patch(`{"PublicRemarks": "one two three", "City": "Davis"}`)
	other := crdt.Draft{Actor: [16]byte{7}, Type: "listing",
		Patch: []byte(`{"PublicRemarks": "one two three, and their words", "City": "Napa"}`)}
	change, _, err := d.pool.Author(t.Context(), d.doc(), other)
	if err != nil {
		t.Fatal(err)
	}
	d.add(change)
	long := strings.Repeat("ours ", 2_400)
	change, state, err := d.draft(crdt.Draft{Base: base.Heads,
		Patch: []byte(`{"PublicRemarks": "` + long + `two three", "City": "Chico"}`)})
	if err != nil {
		t.Fatal(err)
	}
	hash, deps, _, _ := engine.Header(change)
	if fmt.Sprint(deps) != fmt.Sprint(base.Heads) {
		t.Errorf("it follows %v, want %v", deps, base.Heads)
	}
	state, changes, _ := d.finish(state, []crdt.Hash{hash})
	if got := string(state.Fields["PublicRemarks"]); got != `"`+long+`two three, and their words"` || changes != 2 {
		t.Errorf("after %d more changes it is %.40s … %s", changes, got, got[len(got)-40:])
	}
	if len(state.Heads) != 2 {
		t.Errorf("heads %v", state.Heads)
	}
}
