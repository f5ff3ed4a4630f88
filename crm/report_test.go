package crm_test

import (
	"testing"

	"roomkey/crm"
)

func TestReports_CountOnesOwnTheTeamsOrAll(t *testing.T) {
	house, harbor, valley := crm.ID{1}, crm.ID{2}, crm.ID{3}
	agent := &crm.User{ID: crm.ID{10}, Role: crm.RoleAgent, Broker: house, Teams: []crm.ID{harbor}}
	users := map[string]*crm.User{
		"agent":   agent,
		"mate":    {ID: crm.ID{11}, Role: crm.RoleAgent, Broker: house, Teams: []crm.ID{harbor}},
		"lead":    {ID: crm.ID{12}, Role: crm.RoleLead, Broker: house, Teams: []crm.ID{harbor}},
		"other":   {ID: crm.ID{13}, Role: crm.RoleLead, Broker: house, Teams: []crm.ID{valley}},
		"viewer":  {ID: crm.ID{14}, Role: crm.RoleViewer, Broker: house, Teams: []crm.ID{harbor}},
		"broker":  {ID: crm.ID{15}, Role: crm.RoleBroker, Broker: house},
		"foreign": {ID: crm.ID{16}, Role: crm.RoleBroker, Broker: crm.ID{9}},
	}
	for visibility, counted := range map[crm.Visibility][]string{
		crm.VisibilityPrivate: {"agent", "broker"},
		crm.VisibilityTeam:    {"agent", "lead", "broker"},
		crm.VisibilityBroker:  {"agent", "lead", "broker"},
	} {
		row := crm.Row{Owner: agent.ID, Team: harbor, Broker: house, Visibility: visibility}
		for name, u := range users {
			want := false
			for _, one := range counted {
				want = want || one == name
			}
			if got := u.Counts(row); got != want {
				t.Errorf("%s counts what is shared with %s: %v", name, visibility, got)
			}
		}
	}
}
