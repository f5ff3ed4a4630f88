package demo_test

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"roomkey/crdt"
	"roomkey/crdt/engine"
	"roomkey/crdt/engine/enginetest"
	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/store"
	"roomkey/store/storetest"
)

func TestMain(m *testing.M) { enginetest.Main(m.Run) }

// filled returns a store with the demo.
func filled(t *testing.T) (*store.Store, []demo.Spec) {
	t.Helper()
	specs, err := demo.Specs(demo.Day)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), store.Options{Dir: storetest.Dir(t), Now: func() time.Time {
		return time.Unix(1_800_000_000, 0)
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := demo.Accounts(t.Context(), s, "hash"); err != nil {
		t.Fatal(err)
	}
	if err := demo.Fill(t.Context(), s, specs); err != nil {
		t.Fatal(err)
	}
	return s, specs
}

func TestDemo_HasWhatIsPromised(t *testing.T) {
	s, _ := filled(t)
	for plural, want := range map[string]int{"listings": 932, "escrows": 60, "clients": 200, "leads": 300,
		"appointments": 120} {
		page, err := s.List(t.Context(), &demo.Broker, store.Query{Type: crm.TypePlural(plural).Name, Limit: 1})
		if err != nil || page.Total != want {
			t.Errorf("%s: %d, not %d (%v)", plural, page.Total, want, err)
		}
	}
	if number, err := s.ReserveEscrowNumber(t.Context(), demo.DemoRealty, 2026); err != nil ||
		number != "ESC-2026-064" {
		t.Errorf("the next escrow number is %s (%v)", number, err)
	}
}

// People with one phone would be offered as a family.
func TestDemo_GivesEachPersonAPhoneOfTheirOwn(t *testing.T) {
	specs, err := demo.Specs(demo.Day)
	if err != nil {
		t.Fatal(err)
	}
	whose := make(map[any]crm.ID)
	for _, s := range specs {
		number := s.Fields["phone"]
		if s.Type.Name == "client" {
			number = s.Fields["TEL"].([]any)[0].(map[string]any)["number"]
		}
		if other, taken := whose[number]; number != nil && taken {
			t.Errorf("%s and %s have %v", other, s.ID, number)
		}
		whose[number] = s.ID
	}
	if len(whose) < 500 {
		t.Errorf("there are %d numbers", len(whose))
	}
}

// Another day moves dates, and nothing else: ids, names, prices, owners and rights are the same.
func TestDemo_LiesAroundItsDay(t *testing.T) {
	specs, err := demo.Specs(demo.Day)
	if err != nil {
		t.Fatal(err)
	}
	same, _ := demo.Specs(demo.Day.Add(23 * time.Hour))
	if !reflect.DeepEqual(specs, same) {
		t.Error("two hours of one day give other records")
	}
	on := time.Date(2027, 3, 9, 0, 0, 0, 0, time.UTC)
	moved, _ := demo.Specs(on)
	closings, near := map[string]bool{}, 0
	for i := range moved {
		was, is := &specs[i], &moved[i]
		if is.ID != was.ID || is.Row != was.Row || is.Created.Sub(was.Created) != on.Sub(demo.Day) {
			t.Fatalf("%s %s: another record", is.Type.Name, is.ID)
		}
		for name, value := range is.Fields {
			kind := is.Type.Root(name).Kind
			if before, text := value.(string); text && kind != crm.KindDate && kind != crm.KindTime &&
				name != "escrowNumber" && before != was.Fields[name] {
				t.Fatalf("%s %s: %s is another", is.Type.Name, is.ID, name)
			}
		}
		if day, ok := is.Fields["actualCloseDate"].(string); ok {
			closings[day[:7]] = true
		}
		if start, ok := is.Fields["DTSTART"].(string); ok {
			if at, err := time.Parse(time.RFC3339, start); err == nil && at.Sub(on).Abs() < 8*24*time.Hour {
				near++
			}
		}
	}
	if len(closings) < 3 || near < 20 {
		t.Errorf("escrows close in %d months, and %d appointments are in the week before or after", len(closings), near)
	}
}

func TestDemo_TellsWhatWasDoneLast(t *testing.T) {
	s, specs := filled(t)
	if err := demo.Tell(t.Context(), s, specs); err != nil {
		t.Fatal(err)
	}
	lines, _, err := s.Activity(t.Context(), &demo.Broker, "", 20)
	if err != nil || len(lines) != 20 {
		t.Fatalf("%d lines (%v)", len(lines), err)
	}
	for i := 1; i < len(lines); i++ {
		if lines[i].At.After(lines[i-1].At) {
			t.Fatal("the newest is not the first")
		}
	}
}

func TestDemo_RecordsAreLegal(t *testing.T) {
	specs, err := demo.Specs(demo.Day)
	if err != nil {
		t.Fatal(err)
	}
	for i := range specs {
		s := &specs[i]
		for _, half := range []map[string]any{s.Fields, s.Private} {
			var fields map[string]any
			data, err := json.Marshal(half)
			if err != nil || json.Unmarshal(data, &fields) != nil {
				t.Fatal(err)
			}
			if err := s.Type.Check(fields,
				reflect.ValueOf(half).Pointer() == reflect.ValueOf(s.Private).Pointer()); err != nil {
				t.Errorf("%s %s: %v", s.Type.Name, s.ID, err)
			}
		}
		if err := s.Type.Missing(func(name string) bool { return s.Fields[name] != nil }); err != nil {
			t.Errorf("%s %s: %v", s.Type.Name, s.ID, err)
		}
	}
}

// Automerge must read the documents that were written by hand: the heads and the content of every document match, and
// the bytes are the same each time.
func TestDemo_TheEngineReadsTheSame(t *testing.T) {
	s, specs := filled(t)
	again, _ := filled(t)
	ctx, cancel := context.WithCancel(t.Context())
	pool := engine.NewPool(enginetest.Config())
	ended := make(chan error, 1)
	go func() { ended <- pool.Run(ctx) }()
	defer func() {
		cancel()
		<-ended
	}()
	for i := range specs {
		record, err := s.Record(t.Context(), specs[i].ID)
		if err != nil {
			t.Fatal(err)
		}
		halves := map[crm.ID]map[string]json.RawMessage{record.ID: record.Fields}
		if specs[i].Private != nil {
			halves[crm.PrivateID(record.ID)] = record.Private
		}
		for id, fields := range halves {
			stored, err := s.Document(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			twin, err := again.Document(t.Context(), id)
			if err != nil || !slices.Equal(stored.Heads, twin.Heads) {
				t.Fatalf("%s %s is another the second time (%v)", record.Type, id, err)
			}
			compare(t, pool, stored, fields)
		}
	}
}

// compare loads a stored document into the engine.
func compare(t *testing.T, pool *engine.Pool, stored *crm.Stored, fields map[string]json.RawMessage) {
	t.Helper()
	doc := crdt.Doc{ID: stored.ID, Load: func(context.Context) ([][]byte, error) {
		var chunks [][]byte
		for _, change := range stored.Changes {
			chunks = append(chunks, change.Data)
		}
		return chunks, nil
	}}
	state, err := pool.Fields(t.Context(), doc, nil)
	if err != nil || !slices.Equal(state.Heads, stored.Heads) {
		t.Fatalf("%s: heads %v, not %v (%v)", stored.ID, state.Heads, stored.Heads, err)
	}
	for name, value := range fields {
		if name == "DaysOnMarket" || name == "commission" { // derived, at least in part
			continue
		}
		var ours, theirs any
		if json.Unmarshal(value, &ours) != nil || json.Unmarshal(state.Fields[name], &theirs) != nil ||
			!reflect.DeepEqual(ours, theirs) {
			t.Errorf("%s: %s is %s here and %s there", stored.ID, name, value, state.Fields[name])
		}
	}
	pool.Drop(stored.ID)
}
