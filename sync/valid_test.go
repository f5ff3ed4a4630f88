package sync_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/volume"
	realtime "roomkey/sync"
)

// R45: whatever clients write, right or wrong, at the same time or one after the other, every document is valid by the
// schema, its private half, required fields and unique ids of list items included. No client is cut off: each holds the
// same in the end, and every change is saved.
func TestDocument_AnyHistoryLeavesItValid(t *testing.T) {
	done := map[string]int{}
	histories := volume.Of(t, 200, "histories")
	for _, seed := range seeds(histories) {
		kind := crm.Types[seed%uint64(len(crm.Types))].Name
		t.Run(kind+" "+strconv.FormatUint(seed, 10), func(t *testing.T) {
			hub := openHub(t)
			scribble(t, hub, hub.newOf(kind), rand.New(rand.NewPCG(seed, 45)), done)
		})
	}
	for _, what := range []string{"values", "notes", "reverts", "undos", "private values"} {
		if done[what] < histories/10 {
			t.Errorf("the histories are lopsided: REST did %v", done)
			break
		}
	}
}

// newOf makes a complete record of a type, with a private half if the type has one.
func (hub *testHub) newOf(kind string) *crm.Record {
	hub.Helper()
	switch kind {
	case "lead":
		return hub.newLead("Ann")
	case "escrow":
		return hub.newEscrow("loanAmount", 5)
	case "listing":
		return hub.newListing()
	case "client":
		return hub.create(&agent, realtime.NewRecord{Type: kind, Fields: fieldsOf("FirstName", "Ann"),
			Private: fieldsOf("budget", 5)})
	}
	return hub.create(&agent, realtime.NewRecord{Type: kind, Fields: fieldsOf("SUMMARY", "Tour", "kind", "showing",
		"DTSTART", "2026-12-01T17:00:00Z", "DTEND", "2026-12-01T18:00:00Z", "TZID", "America/Los_Angeles")})
}

// scribblersOf opens both halves of a record on devices of their readers.
func scribblersOf(hub *testHub, rec *crm.Record, chance *rand.Rand) (shared, private []*scribbler) {
	for _, user := range []*crm.User{&agent, &mate, &broker} {
		d := hub.open(user, rec.ID)
		d.until("the record", func() bool { return d.ops.RootText("type") != "" && len(d.ops.Fields()) > 4 })
		shared = append(shared, newScribbler(d, rec.Type, false, chance))
	}
	if len(rec.PrivateHeads) == 0 {
		return shared, nil
	}
	for _, user := range []*crm.User{&agent, &broker} {
		d := hub.open(user, crm.PrivateID(rec.ID))
		d.until("the private half", func() bool { return len(d.ops.Fields()) > 1 })
		private = append(private, newScribbler(d, rec.Type, true, chance))
	}
	return shared, private
}

// scribble has users write into both halves of a record, online, offline and by REST, and returns the devices of the
// shared one, which then hold all of it.
func scribble(t *testing.T, hub *testHub, rec *crm.Record, chance *rand.Rand, done map[string]int) []*scribbler {
	shared, private := scribblersOf(hub, rec, chance)
	writers := slices.Concat(shared, private)
	rest := &restWriter{hub: hub, id: rec.ID, kind: crm.TypeNamed(rec.Type), chance: chance, done: done}
	online := map[*device]bool{}
	for _, w := range writers {
		online[w.device] = true
	}
	for range 60 {
		w := writers[chance.IntN(len(writers))]
		switch n := chance.IntN(10); {
		case n < 6:
			w.write()
			if online[w.device] {
				w.say()
			}
		case n == 6 && online[w.device]:
			w.disconnect()
			online[w.device] = false
		case n == 7 && !online[w.device]:
			w.connect(hub)
			online[w.device] = true
		case n == 8:
			rest.write(w.user, w)
		default:
			w.read()
		}
		wantValid(t, hub.stored(rec.ID))
	}
	converge(t, hub, rec.ID, devicesOf(shared), online)
	agree(t, devicesOf(private), online, hub, func() []crm.Hash { return hub.stored(rec.ID).PrivateHeads })
	after := hub.stored(rec.ID)
	wantValid(t, after)
	wantEqual(t, shared, after.Fields)
	wantEqual(t, private, after.Private)
	return shared
}

func devicesOf(writers []*scribbler) (devices []*device) {
	for _, w := range writers {
		devices = append(devices, w.device)
	}
	return devices
}

// wantEqual wants devices to have what the record has, and none of their changes to be rejected.
func wantEqual(t *testing.T, writers []*scribbler, fields map[string]json.RawMessage) {
	t.Helper()
	for _, w := range writers {
		for h, err := range w.rejected {
			t.Errorf("%s: change %s is rejected: %v", w.user.Name, h, err)
		}
		for name, value := range fields {
			raw, _ := w.ops.Root(name)
			if f := w.kind.Root(name); !f.Derived && string(raw) != string(value) && !hasDerived(f) {
				t.Errorf("%s has %s for %s, the record %s", w.user.Name, raw, name, value)
			}
		}
	}
}

// hasDerived reports whether the server writes entries of a map into the projection alone.
func hasDerived(f *crm.Field) bool {
	return slices.ContainsFunc(f.Fields, func(f crm.Field) bool { return f.Derived })
}

// wantValid checks a stored record by the schema.
func wantValid(t *testing.T, rec *crm.Record) {
	t.Helper()
	kind := crm.TypeNamed(rec.Type)
	for private, fields := range map[bool]map[string]json.RawMessage{false: rec.Fields, true: rec.Private} {
		values := map[string]any{}
		for name, raw := range fields {
			f := kind.Root(name)
			if !slices.Contains(rec.Flags, "review:"+crm.PointerTo(name, private)) && (f == nil || !f.Derived) {
				var value any
				decode(t, raw, &value)
				values[name] = value
				wantUniqueIDs(t, name, value)
			}
		}
		if err := kind.Check(values, private); err != nil {
			t.Errorf("the record is not valid: %v", err)
		}
	}
	has := func(name string) bool { return len(rec.Fields[name]) > 0 && string(rec.Fields[name]) != `""` }
	if err := kind.Missing(has); err != nil && !slices.Contains(rec.Flags, "review:"+err.(*crm.Error).Field) {
		t.Errorf("the record is not complete: %v", err)
	}
}

func wantUniqueIDs(t *testing.T, name string, value any) {
	t.Helper()
	items, _ := value.([]any)
	seen := map[string]bool{}
	for _, item := range items {
		if m, ok := item.(map[string]any); ok {
			id, _ := m["id"].(string)
			if id == "" || seen[id] {
				t.Errorf("an item of %s has the id %q", name, id)
			}
			seen[id] = true
		}
	}
}

// scribbler is a device that writes whatever a change can hold.
type scribbler struct {
	*device
	kind   *crm.RecordType
	chance *rand.Rand
	fields []string
	looked int // how many changes of the device it has looked at
	places []*place
}

// place is an object that the device knows, with the elements that were ever in it.
type place struct {
	id    crdt.OpID
	kind  crdt.Action
	elems []crdt.OpID
}

func newScribbler(d *device, kind string, private bool, chance *rand.Rand) *scribbler {
	s := &scribbler{device: d, kind: crm.TypeNamed(kind), chance: chance,
		places: []*place{{kind: crdt.ActionMakeMap}}}
	for _, f := range s.kind.Fields {
		// Notes are their author's, and references depend on rows: both may be rejected.
		if f.Private == private && f.Name != "notes" && f.Kind != crm.KindRef {
			s.fields = append(s.fields, f.Name)
		}
	}
	return s
}

// look learns of the objects and elements in changes that have come.
func (s *scribbler) look() {
	for _, h := range s.graph.Hashes()[s.looked:] {
		c, err := crdt.ParseChange(s.data[h], nil)
		if err != nil {
			s.t.Fatal(err)
		}
		for i := range c.Ops {
			op := &c.Ops[i]
			at := slices.IndexFunc(s.places, func(p *place) bool { return p.id == op.Obj })
			if at < 0 || op.Obj.IsZero() && (op.Key == "notes" || op.Key == "type") {
				continue // what is below the notes is left alone
			}
			if op.Insert {
				s.places[at].elems = append(s.places[at].elems, op.ID)
			}
			if op.Action.Makes() {
				s.places = append(s.places, &place{id: op.ID, kind: op.Action})
			}
		}
	}
	s.looked = s.graph.Len()
}

// write makes a change of one to three operations.
func (s *scribbler) write() {
	s.look()
	var ops []crdt.Op
	used := map[string]bool{}
	for range 1 + s.chance.IntN(3) {
		op := s.op(s.places[s.chance.IntN(len(s.places))])
		key := strings.Join([]string{string(op.Obj.Actor), strconv.FormatUint(op.Obj.Counter, 10), op.Key,
			string(op.Elem.Actor), strconv.FormatUint(op.Elem.Counter, 10), strconv.FormatBool(op.Insert)}, "/")
		if !used[key] { // Automerge writes each place once in a change
			used[key] = true
			ops = append(ops, op)
		}
	}
	s.change(ops...)
}

func (s *scribbler) op(p *place) crdt.Op {
	if p.kind != crdt.ActionMakeMap {
		return s.elementOp(p)
	}
	op := crdt.Op{Obj: p.id, Key: s.key(p)}
	for _, v := range s.ops.Values(p.id, op.Key) {
		op.Pred = append(op.Pred, v.Op)
	}
	slices.SortFunc(op.Pred, byID)
	if len(op.Pred) > 0 && s.chance.IntN(4) == 0 {
		op.Action = crdt.ActionDelete
		return op
	}
	s.fill(&op)
	return op
}

func (s *scribbler) elementOp(p *place) crdt.Op {
	op := crdt.Op{Obj: p.id, List: true, Insert: true}
	if n := len(p.elems); n > 0 && s.chance.IntN(3) > 0 {
		op.Elem = p.elems[s.chance.IntN(n)]
		op.Insert = s.chance.IntN(2) == 0
	}
	if !op.Insert {
		op.Pred = []crdt.OpID{op.Elem}
		if s.chance.IntN(2) == 0 {
			op.Action = crdt.ActionDelete
			return op
		}
	}
	s.fill(&op)
	if p.kind == crdt.ActionMakeText && s.chance.IntN(4) > 0 {
		op.Action, op.Value = crdt.ActionSet, crdt.Value{Type: crdt.ValueString, Bytes: "x"}
	}
	return op
}

// fill gives an operation a value, a good one or any other.
func (s *scribbler) fill(op *crdt.Op) {
	if n := s.chance.IntN(8); n < 3 {
		op.Action = []crdt.Action{crdt.ActionMakeMap, crdt.ActionMakeList, crdt.ActionMakeText}[n]
		return
	}
	op.Action = crdt.ActionSet
	op.Value = []crdt.Value{
		{Type: crdt.ValueString, Bytes: s.text()},
		{Type: crdt.ValueString, Bytes: s.text()},
		{Type: crdt.ValueString, Bytes: s.text()},
		{Type: crdt.ValueInt, Int: int64(s.chance.IntN(100))},
		{Type: crdt.ValueInt, Int: -1 << 60},
		{Type: crdt.ValueFloat, Float: 1.5},
		{Type: crdt.ValueTrue},
		{Type: crdt.ValueNull},
		{Type: crdt.ValueBytes, Bytes: "\xff"},
		{Type: crdt.ValueCounter, Int: 3},
		{Type: crdt.ValueTimestamp, Int: 1_700_000_000_000},
	}[s.chance.IntN(11)]
}

func (s *scribbler) key(p *place) string {
	if p.id.IsZero() {
		return s.field()
	}
	keys := []string{"id", "id", "url", "caption", "dueDate", "amount", "x"}
	return keys[s.chance.IntN(len(keys))]
}

func (s *scribbler) field() string {
	if s.chance.IntN(10) == 0 {
		return []string{"nickname", "type", "privateOf", "escrowNumber"}[s.chance.IntN(4)]
	}
	return s.fields[s.chance.IntN(len(s.fields))]
}

func (s *scribbler) text() string {
	texts := []string{"", "new", "met", "closed", "Active", "Closed", "web", "a@example.test", "not mail", "2026-11-29",
		"one", "two", "a\x01b", "\u202eevil", "two\r\nlines", strings.Repeat("long ", 1_000), "5"}
	return texts[s.chance.IntN(len(texts))]
}

func byID(a, b crdt.OpID) int {
	switch {
	case a == b:
		return 0
	case a.Less(b):
		return -1
	}
	return 1
}
