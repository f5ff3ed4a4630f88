package crm_test

import (
	"testing"

	"roomkey/crm"
)

var (
	broker, otherBroker = crm.ID{1}, crm.ID{2}
	harbor, valley      = crm.ID{3}, crm.ID{4}
	owner               = crm.ID{5}
)

// relations are how a user may stand to a record of Harbor's that somebody owns.
var relations = map[string]func(crm.Role) *crm.User{
	"owner":     func(r crm.Role) *crm.User { return person(owner, r, broker, harbor) },
	"teammate":  func(r crm.Role) *crm.User { return person(crm.ID{6}, r, broker, harbor) },
	"colleague": func(r crm.Role) *crm.User { return person(crm.ID{7}, r, broker, valley) },
	"outsider":  func(r crm.Role) *crm.User { return person(crm.ID{8}, r, otherBroker, harbor) },
}

func person(id crm.ID, role crm.Role, broker, team crm.ID) *crm.User {
	return &crm.User{ID: id, Role: role, Broker: broker, Teams: []crm.ID{team}}
}

// granted spells out the access rule: role, relation and visibility give the letters of what may be done: Read, Write,
// Private, Transfer, Delete, Administer. Whatever is not listed here is refused.
var granted = map[string]string{
	"lead owner private": "RWPTD", "lead owner team": "RWPTD", "lead owner broker": "RWPTD",
	"agent owner private": "RWPTD", "agent owner team": "RWPTD", "agent owner broker": "RWPTD",
	"viewer owner private": "R", "viewer owner team": "R", "viewer owner broker": "R",
	"lead teammate team": "RWTD", "lead teammate broker": "RWTD",
	"agent teammate team": "RW", "agent teammate broker": "RW",
	"viewer teammate team": "R", "viewer teammate broker": "R",
	"lead colleague broker": "R", "agent colleague broker": "R", "viewer colleague broker": "R",
}

func init() {
	for _, relation := range []string{"owner", "teammate", "colleague"} {
		for _, visibility := range crm.Visibilities {
			granted["broker "+relation+" "+string(visibility)] = "RWPTDA"
		}
	}
}

var letters = map[crm.Action]byte{crm.ActionRead: 'R', crm.ActionWrite: 'W', crm.ActionPrivate: 'P',
	crm.ActionTransfer: 'T',
	crm.ActionDelete:   'D', crm.ActionAdminister: 'A'}

func TestMay_IsTheTable(t *testing.T) {
	for _, role := range crm.Roles {
		for relation, user := range relations {
			for _, visibility := range crm.Visibilities {
				name := string(role) + " " + relation + " " + string(visibility)
				row := crm.Row{Owner: owner, Team: harbor, Broker: broker, Visibility: visibility}
				for _, action := range crm.Actions {
					want := false
					for _, letter := range []byte(granted[name]) {
						want = want || letter == letters[action]
					}
					if got := user(role).May(action, row); got != want {
						t.Errorf("%s: may %s: %v", name, action, got)
					}
				}
			}
		}
	}
}

func TestMay_NobodyAndTheDisabledMayNothing(t *testing.T) {
	row := crm.Row{Owner: owner, Team: harbor, Broker: broker, Visibility: crm.VisibilityBroker}
	disabled := person(owner, crm.RoleBroker, broker, harbor)
	disabled.Disabled = true
	homeless := person(owner, crm.RoleBroker, crm.ID{}, harbor)
	for _, action := range crm.Actions {
		if (*crm.User)(nil).May(action, row) || disabled.May(action, row) ||
			homeless.May(action, crm.Row{Owner: owner}) {
			t.Errorf("somebody may %s", action)
		}
	}
}

func TestMayTransfer(t *testing.T) {
	row := crm.Row{Owner: owner, Team: harbor, Broker: broker, Visibility: crm.VisibilityTeam}
	mate, stranger := person(crm.ID{6}, crm.RoleAgent, broker, harbor),
		person(crm.ID{8}, crm.RoleAgent, otherBroker, harbor)
	far, viewer := person(crm.ID{7}, crm.RoleAgent, broker, valley), person(crm.ID{9}, crm.RoleViewer, broker, harbor)
	self := person(owner, crm.RoleAgent, broker, harbor)
	lead := person(crm.ID{10}, crm.RoleLead, broker, harbor)
	boss := person(crm.ID{11}, crm.RoleBroker, broker, valley)
	to := func(owner *crm.User, team crm.ID, v crm.Visibility) crm.Row {
		return crm.Row{Owner: owner.ID, Team: team, Broker: broker, Visibility: v}
	}
	for _, c := range []struct {
		name  string
		who   *crm.User
		to    crm.Row
		owner *crm.User
		may   bool
	}{
		{"an owner shares with all", self, to(self, harbor, crm.VisibilityBroker), self, true},
		{"an owner gives it away", self, to(mate, harbor, crm.VisibilityTeam), mate, false},
		{"an owner moves it to a team that is not theirs", self, to(self, valley, crm.VisibilityTeam), self, false},
		{"a teammate changes the visibility", mate, to(self, harbor, crm.VisibilityBroker), self, false},
		{"a lead gives it to another of the team", lead, to(mate, harbor, crm.VisibilityTeam), mate, true},
		{"a lead gives it to another team's agent", lead, to(far, harbor, crm.VisibilityTeam), far, false},
		{"a lead moves it to another team", lead, to(far, valley, crm.VisibilityTeam), far, false},
		{"a broker moves it to another team", boss, to(far, valley, crm.VisibilityPrivate), far, true},
		{"a broker gives it to a viewer", boss, to(viewer, harbor, crm.VisibilityTeam), viewer, false},
		{"a broker gives it to another brokerage's", boss, to(stranger, harbor, crm.VisibilityTeam), stranger, false},
		{"a broker invents a visibility", boss, to(self, harbor, "everyone"), self, false},
		{"the owner named is another than the one looked up", boss, to(self, harbor, crm.VisibilityTeam), mate, false},
		{"nobody is to own it", boss, crm.Row{Broker: broker, Visibility: crm.VisibilityTeam}, nil, false},
	} {
		if got := c.who.MayTransfer(row, c.to, c.owner); got != c.may {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
