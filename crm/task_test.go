package crm_test

import (
	"encoding/json"
	"slices"
	"testing"

	"roomkey/crm"
)

func TestReach_IsTheNarrowestOfAllThatWasRead(t *testing.T) {
	harbor, valley := crm.ID{1}, crm.ID{2}
	row := func(v crm.Visibility, team crm.ID) crm.Row { return crm.Row{Visibility: v, Team: team} }
	all, ours, theirs, hidden := row(crm.VisibilityBroker, harbor), row(crm.VisibilityTeam, harbor),
		row(crm.VisibilityTeam, valley), row(crm.VisibilityPrivate, harbor)
	member := &crm.User{Role: crm.RoleAgent, Teams: []crm.ID{harbor}}
	stranger := &crm.User{Role: crm.RoleLead, Teams: []crm.ID{valley}}
	boss := &crm.User{Role: crm.RoleBroker}
	for _, c := range []struct {
		name             string
		rows             []crm.Row
		private          bool // of the last one
		member, stranger bool
	}{
		{"nothing", nil, false, true, true},
		{"the brokerage's", []crm.Row{all, all}, false, true, true},
		{"a team's", []crm.Row{all, ours, ours, all}, false, true, false},
		{"two teams'", []crm.Row{ours, theirs}, false, false, false},
		{"a private record", []crm.Row{hidden, all}, false, false, false},
		{"shared with a team that is none", []crm.Row{row(crm.VisibilityTeam, crm.ID{})}, false, false, false},
		{"private fields", []crm.Row{all}, true, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var reach crm.Reach
			for i, row := range c.rows {
				reach = reach.With(row, c.private && i == len(c.rows)-1)
			}
			if reach.Includes(member) != c.member || reach.Includes(stranger) != c.stranger || !reach.Includes(boss) {
				t.Errorf("%q includes the member %v, the stranger %v, the broker role %v", reach,
					reach.Includes(member), reach.Includes(stranger), reach.Includes(boss))
			}
		})
	}
}

func TestReach_RemembersWhosePrivateFieldsWereGiven(t *testing.T) {
	caller, other := crm.ID{5}, crm.ID{6}
	row := func(owner crm.ID, v crm.Visibility) crm.Row { return crm.Row{Owner: owner, Visibility: v} }
	var reach crm.Reach
	for _, kind := range []string{"listing", "client", "listing"} {
		reach = reach.WithPrivateOf(kind)
	}
	reach = reach.With(row(caller, crm.VisibilityBroker), false).With(row(caller, crm.VisibilityPrivate), false)
	if reach != "private:client,listing" || !slices.Equal(reach.PrivateOf(), []string{"client", "listing"}) {
		t.Errorf("the reach is %q, of %v", reach, reach.PrivateOf())
	}
	if reach.Includes(&crm.User{Role: crm.RoleLead}) || !reach.Includes(&crm.User{Role: crm.RoleBroker}) {
		t.Error("the reach includes a lead, or not the broker role")
	}
	for _, c := range []struct {
		name     string
		reach    crm.Reach
		row      crm.Row
		pointer  string
		withheld bool
	}{
		{"nothing private was given", crm.ReachPrivate, row(other, crm.VisibilityBroker), "/tags", false},
		{"a shared field", reach, row(caller, crm.VisibilityTeam), "/tags", true},
		{"a note", reach, row(caller, crm.VisibilityTeam), crm.NotePointer, true},
		{"a private field", reach, row(caller, crm.VisibilityTeam), "/private/budget", false},
		{"a private record", reach, row(caller, crm.VisibilityPrivate), "/tags", false},
		{"a private field of somebody else's", reach, row(other, crm.VisibilityTeam), "/private/budget", true},
		{"a private record of somebody else's", reach, row(other, crm.VisibilityPrivate), "/tags", true},
		{"a record that is not there", reach, crm.Row{}, "/private/budget", true},
	} {
		if got := c.reach.Withholds(caller, c.row, c.pointer); got != c.withheld {
			t.Errorf("%s is withheld: %v", c.name, got)
		}
	}
}

func TestUser_MaySeeTask(t *testing.T) {
	broker, harbor, valley := crm.ID{9}, crm.ID{1}, crm.ID{2}
	caller := &crm.User{ID: crm.ID{5}, Role: crm.RoleAgent, Broker: broker, Teams: []crm.ID{harbor}}
	for _, c := range []struct {
		name string
		user crm.User
		may  bool
	}{
		{"the caller", *caller, true},
		{"the caller, disabled", crm.User{ID: caller.ID, Broker: broker, Disabled: true}, false},
		{"the broker role", crm.User{ID: crm.ID{6}, Role: crm.RoleBroker, Broker: broker}, true},
		{"another brokerage's", crm.User{ID: crm.ID{6}, Role: crm.RoleBroker, Broker: crm.ID{8}}, false},
		{"the team's lead", crm.User{ID: crm.ID{6}, Role: crm.RoleLead, Broker: broker,
			Teams: []crm.ID{valley, harbor}}, true},
		{"another team's lead", crm.User{ID: crm.ID{6}, Role: crm.RoleLead, Broker: broker, Teams: []crm.ID{valley}},
			false},
		{"a colleague", crm.User{ID: crm.ID{6}, Role: crm.RoleAgent, Broker: broker, Teams: []crm.ID{harbor}}, false},
		{"a viewer", crm.User{ID: crm.ID{6}, Role: crm.RoleViewer, Broker: broker, Teams: []crm.ID{harbor}}, false},
	} {
		if may := c.user.MaySeeTask(caller); may != c.may {
			t.Errorf("%s may see it: %v", c.name, may)
		}
	}
}

func TestProposal_StatusSumsUpTheDecisions(t *testing.T) {
	null := json.RawMessage("null")
	for _, c := range []struct {
		a, b crm.Decision
		want string
	}{
		{"", "", "pending"}, {crm.Accepted, "", "pending"}, {crm.Accepted, crm.Rejected, "accepted"},
		{crm.Rejected, crm.Rejected, "rejected"},
		{crm.Undone, crm.Rejected, "undone"}, {crm.Undone, crm.Accepted, "accepted"},
		{crm.Refused, crm.Rejected, "refused"},
	} {
		p := crm.Proposal{Changes: map[string]crm.Change{"/a": {null, null}, "/b": {null, null}},
			Decisions: map[string]crm.Decision{}}
		for pointer, d := range map[string]crm.Decision{"/a": c.a, "/b": c.b} {
			if d != "" {
				p.Decisions[pointer] = d
			}
		}
		if got := p.Status(); got != c.want {
			t.Errorf("%s and %s are %s, want %s", c.a, c.b, got, c.want)
		}
	}
}

func TestProposal_WithoutUnacceptedKeepsValuesOfNothingElse(t *testing.T) {
	value := func(n string) crm.Change { return crm.Change{json.RawMessage("null"), json.RawMessage(n)} }
	p := crm.Proposal{
		Edit: crm.Edit{Type: "lead", Note: &crm.EditNote{Body: "8"},
			Fields:  json.RawMessage(`{"open":1,"taken":2,"undone":3,"refused":4,"rejected":5,"a/b":6}`),
			Private: json.RawMessage(`{"open":7}`)},
		Changes: map[string]crm.Change{"/open": value("1"), "/taken": value("2"), "/undone": value("3"),
			"/refused": value("4"), "/rejected": value("5"),
			"/a~1b": value("6"), "/private/open": value("7"), "/notes/-": value("8")},
		Decisions: map[string]crm.Decision{"/taken": crm.Accepted, "/undone": crm.Undone, "/refused": crm.Refused,
			"/rejected": crm.Rejected},
		Reasons:  map[string]string{"/taken": "it says 5"},
		Applying: map[string]bool{"/a~1b": false},
	}
	kept, err := json.Marshal(p.WithoutUnaccepted())
	if err != nil {
		t.Fatal(err)
	}
	want, err := json.Marshal(crm.Proposal{
		Edit:      crm.Edit{Type: "lead", Fields: json.RawMessage(`{"a/b":6}`)},
		Changes:   map[string]crm.Change{"/taken": value("2"), "/undone": value("3"), "/a~1b": value("6")},
		Decisions: map[string]crm.Decision{"/taken": crm.Accepted, "/undone": crm.Undone},
		Applying:  map[string]bool{"/a~1b": false},
	})
	if err != nil || string(kept) != string(want) {
		t.Errorf("kept %s, want %s, %v", kept, want, err)
	}
	if len(p.Changes) != 8 || p.Edit.Note == nil || len(p.Reasons) != 1 {
		t.Error("the proposal itself was changed")
	}
}
