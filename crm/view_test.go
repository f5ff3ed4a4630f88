package crm_test

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
)

// canary stands in the private half of recordWithPrivate, and in everything that tells of that half.
const canary = "4242"

func recordWithPrivate() *crm.Record {
	return &crm.Record{
		Row: crm.Row{Owner: owner, Team: harbor, Broker: broker, Visibility: crm.VisibilityTeam},
		Fields: map[string]json.RawMessage{"City": json.RawMessage(`"Bay"`),
			"a\"b": json.RawMessage(`1`), "none": nil},
		Private:      map[string]json.RawMessage{"AccessCode": json.RawMessage(`"` + canary + `"`)},
		PrivateHeads: []crm.Hash{{1}}, Flags: []string{"review:/status", "review:/private/x"},
		Conflicts: map[string][]crm.Conflicting{"/City": {{}, {}}, "/private/AccessCode": {{}, {}}},
	}
}

// encoded is recordWithPrivate as the store gives it.
func encoded() crm.EncodedRecord {
	r := recordWithPrivate()
	r.Fields, r.Private = nil, nil
	return crm.EncodedRecord{
		Record: r, Fields: []byte(`{"City":"Bay"}`), Private: []byte(`{"AccessCode":"` + canary + `"}`),
		Decode: func(object []byte) (fields map[string]json.RawMessage, err error) {
			if len(object) == 0 {
				return nil, nil
			}
			return fields, json.Unmarshal(object, &fields)
		},
	}
}

// The owner, and somebody of the same team who may not read what is private.
var (
	self = person(owner, crm.RoleAgent, broker, harbor)
	mate = person(crm.ID{6}, crm.RoleAgent, broker, harbor)
)

func TestFor_HidesThePrivateHalf(t *testing.T) {
	views := map[string]func(*crm.User) *crm.View{"whole": recordWithPrivate().For, "encoded": encoded().For}
	for name, view := range views {
		seen := view(mate)
		fields, private, err := seen.Values()
		if err != nil || string(fields["City"]) != `"Bay"` || private != nil || seen.HasPrivate() ||
			seen.PrivateHeads() != nil || len(seen.Conflicts()) != 1 || string(seen.AppendPrivate(nil)) != "{}" ||
			!slices.Equal(seen.Flags(), []string{"review:/status"}) {
			t.Errorf("%s: a teammate sees %s %s %v %v %v", name, fields, private, seen.Conflicts(), seen.Flags(), err)
		}
		if seen.Access().ReadsPrivate() || seen.Shows("/private/AccessCode") || seen.Shows("/private") ||
			!seen.Shows("/City") {
			t.Errorf("%s: a teammate's access is %v", name, seen.Access())
		}
		mine := view(self)
		fields, private, err = mine.Values()
		if err != nil || len(fields) == 0 || !strings.Contains(string(private["AccessCode"]), canary) ||
			!mine.HasPrivate() ||
			len(mine.PrivateHeads()) != 1 || len(mine.Conflicts()) != 2 || len(mine.Flags()) != 2 ||
			string(mine.AppendPrivate(nil)) != `{"AccessCode":"4242"}` {
			t.Errorf("%s: the owner sees %s %s %v %v %v", name, fields, private, mine.Conflicts(), mine.Flags(), err)
		}
		if view(person(crm.ID{7}, crm.RoleAgent, broker, valley)) != nil {
			t.Error(name + ": a colleague of another team sees it")
		}
	}
}

func TestView_SharedIsWhatATeammateSees(t *testing.T) {
	views := map[string]func(*crm.User) *crm.View{"whole": recordWithPrivate().For, "encoded": encoded().For}
	for name, view := range views {
		mine := view(self)
		shared := mine.Shared()
		fields, private, err := shared.Values()
		if err != nil || string(fields["City"]) != `"Bay"` || private != nil || shared.HasPrivate() ||
			shared.PrivateHeads() != nil || len(shared.Conflicts()) != 1 || string(shared.AppendPrivate(nil)) != "{}" ||
			!slices.Equal(shared.Flags(), []string{"review:/status"}) || shared.Access().ReadsPrivate() ||
			!shared.Access().Reads() {
			t.Errorf("%s: shared are %s %s %v %v %v", name, fields, private, shared.Conflicts(), shared.Flags(), err)
		}
		if !mine.HasPrivate() || len(mine.Conflicts()) != 2 || len(mine.Flags()) != 2 || !mine.Access().ReadsPrivate() {
			t.Errorf("%s: the owner's view has changed: %v %v", name, mine.Conflicts(), mine.Flags())
		}
	}
	if (*crm.View)(nil).Shared() != nil {
		t.Error("nothing has a shared half")
	}
}

func TestFor_LeavesTheRecordAsItIs(t *testing.T) {
	record, stored := recordWithPrivate(), encoded()
	record.For(mate)
	if len(record.Private) != 1 || len(record.Conflicts) != 2 ||
		!slices.Equal(record.Flags, recordWithPrivate().Flags) {
		t.Errorf("the record is %+v", record)
	}
	view := stored.For(self)
	clear(stored.Fields) // the storage's memory, which it uses again
	clear(stored.Private)
	if string(view.AppendFields(nil)) != `{"City":"Bay"}` ||
		string(view.AppendPrivate(nil)) != `{"AccessCode":"4242"}` {
		t.Error("a view shares the memory that its fields were read into")
	}
}

func TestView_OfNothingShowsNothing(t *testing.T) {
	deleted := recordWithPrivate()
	deleted.DeletedAt = deleted.DeletedAt.AddDate(2000, 0, 0)
	if deleted.For(self) != nil || (*crm.Record)(nil).For(self) != nil {
		t.Error("what is not there is seen")
	}
	for _, v := range []*crm.View{nil, {}} {
		if v.Access().Reads() || v.Shows("/City") || v.Shows("/private/AccessCode") {
			t.Errorf("%+v shows something", v)
		}
	}
	//lint:ignore SA9005 that nothing of a view is encoded is what this tests
	text, err := json.Marshal(recordWithPrivate().For(self))
	if err != nil || strings.Contains(string(text), canary) {
		t.Errorf("%s %v", text, err)
	}
}

func TestView_WritesItsFieldsSorted(t *testing.T) {
	if got := recordWithPrivate().For(self).AppendFields(nil); string(got) != `{"City":"Bay","a\"b":1}` {
		t.Errorf("%s", got)
	}
	damaged := encoded()
	damaged.Decode = func([]byte) (map[string]json.RawMessage, error) { return nil, errors.ErrUnsupported }
	if _, _, err := damaged.For(self).Values(); !errors.Is(err, errors.ErrUnsupported) {
		t.Error("damage is not told:", err)
	}
}

// Access is the access rule's read and private, for every role, relation and visibility.
func TestAccessTo_IsTheRule(t *testing.T) {
	for _, role := range crm.Roles {
		for relation, user := range relations {
			for _, visibility := range crm.Visibilities {
				row := crm.Row{Owner: owner, Team: harbor, Broker: broker, Visibility: visibility}
				u := user(role)
				a := u.AccessTo(row)
				read, private := u.May(crm.ActionRead, row), u.May(crm.ActionPrivate, row)
				if a.Reads() != read || a.ReadsPrivate() != private || a.ReadsHalf(false) != read ||
					a.ReadsHalf(true) != private ||
					a.Shows("/status") != read || a.Shows("/private/loanAmount") != private ||
					a.Shows("/privateer") != read ||
					a.ShowsEvent(&crm.Event{}) != read || a.ShowsEvent(&crm.Event{Private: true}) != private {
					t.Errorf("%s %s %s: %+v", role, relation, visibility, a)
				}
			}
		}
	}
	if (*crm.User)(nil).AccessTo(crm.Row{Broker: broker}) != (crm.Access{}) {
		t.Error("nobody has access")
	}
}

func TestAccess_LeavesOutOfProposalsWhatIsPrivate(t *testing.T) {
	p := crm.Proposal{
		Edit:      crm.Edit{Private: json.RawMessage(`{"AccessCode":"` + canary + `"}`)},
		Changes:   map[string]crm.Change{"/City": {}, "/private/AccessCode": {nil, json.RawMessage(canary)}},
		Decisions: map[string]crm.Decision{"/private/AccessCode": crm.Accepted},
		Reasons:   map[string]string{"/private/AccessCode": canary},
	}
	row := recordWithPrivate().Row
	seen := mate.AccessTo(row).Proposal(p)
	text, err := json.Marshal(seen)
	leaks := strings.Contains(string(text), canary) || strings.Contains(string(text), "AccessCode")
	if err != nil || leaks || len(seen.Changes) != 1 {
		t.Errorf("a teammate sees %s %v", text, err)
	}
	mine := self.AccessTo(row).Proposal(p)
	if !maps.Equal(mine.Decisions, p.Decisions) || len(mine.Changes) != 2 || len(p.Changes) != 2 ||
		mine.Edit.Private == nil {
		t.Errorf("the owner sees %+v", mine)
	}
}

func TestAccess_HidesEventsWithoutGaps(t *testing.T) {
	e := crm.Event{Room: "r", Offset: 7, Name: "listing:updated", Data: json.RawMessage(`{"/private/AccessCode":4242}`),
		At: time.UnixMilli(9), Private: true}
	row := recordWithPrivate().Row
	hidden, whole := mate.AccessTo(row).Event(&e), self.AccessTo(row).Event(&e)
	if hidden.Name() != crm.EventHidden || string(hidden.Data()) != "{}" || hidden.Offset() != 7 ||
		hidden.Room() != "r" ||
		!hidden.At().Equal(e.At) {
		t.Errorf("a teammate sees %+v", hidden)
	}
	if whole.Name() != e.Name || string(whole.Data()) != string(e.Data) {
		t.Errorf("the owner sees %+v", whole)
	}
	if e.Private = false; string(mateData(&e)) != string(e.Data) {
		t.Error("a teammate does not see what is shared")
	}
}

func mateData(e *crm.Event) json.RawMessage {
	seen := mate.AccessTo(recordWithPrivate().Row).Event(e)
	return seen.Data()
}

func TestAccessToRoom_IsOfWhoMayJoinIt(t *testing.T) {
	boss := person(crm.ID{11}, crm.RoleBroker, broker, valley)
	for _, c := range []struct {
		name          string
		who           *crm.User
		kind          string
		id            crm.ID
		read, private bool
	}{
		{"one's own", self, "user", self.ID, true, true},
		{"another's", boss, "user", self.ID, false, false},
		{"the brokerage's", self, "broker", broker, true, false},
		{"the brokerage's, by the broker role", boss, "broker", broker, true, true},
		{"another brokerage's", boss, "broker", otherBroker, false, false},
		{"one's team's", self, "team", harbor, true, false},
		{"another team's", self, "team", valley, false, false},
		{"another team's, by the broker role", boss, "team", harbor, true, true},
		{"a record's", boss, "record", crm.ID{1}, false, false},
	} {
		if a := c.who.AccessToRoom(c.kind, c.id); a.Reads() != c.read || a.ReadsPrivate() != c.private {
			t.Errorf("%s room: %+v", c.name, a)
		}
	}
}
