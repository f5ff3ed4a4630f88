package crm_test

import (
	"slices"
	"strings"
	"testing"

	"roomkey/crm"
)

func TestSavedViews_AreSeenSharedAndRemovedByTheRule(t *testing.T) {
	ours, theirs := crm.ID{1}, crm.ID{2}
	harbor, valley := crm.ID{3}, crm.ID{4}
	owner := &crm.User{ID: crm.ID{10}, Role: crm.RoleAgent, Broker: ours, Teams: []crm.ID{harbor}}
	readers := map[string]*crm.User{
		"owner":    owner,
		"lead":     {ID: crm.ID{11}, Role: crm.RoleLead, Broker: ours, Teams: []crm.ID{harbor}},
		"viewer":   {ID: crm.ID{12}, Role: crm.RoleViewer, Broker: ours, Teams: []crm.ID{harbor}},
		"valley":   {ID: crm.ID{13}, Role: crm.RoleAgent, Broker: ours, Teams: []crm.ID{valley}},
		"broker":   {ID: crm.ID{14}, Role: crm.RoleBroker, Broker: ours},
		"foreign":  {ID: crm.ID{15}, Role: crm.RoleBroker, Broker: theirs},
		"disabled": {ID: owner.ID, Role: crm.RoleBroker, Broker: ours, Disabled: true},
	}
	for shared, seenBy := range map[crm.Sharing]string{
		crm.SharedWithNobody: "owner",
		crm.SharedWithTeam:   "owner lead viewer broker",
		crm.SharedWithBroker: "owner lead viewer valley broker",
	} {
		for name, reader := range readers {
			v := &crm.SavedView{Owner: owner.ID, Broker: ours, Shared: shared}
			if shared == crm.SharedWithTeam {
				v.Team = harbor
			}
			if got, want := reader.SeesSaved(v), slices.Contains(strings.Fields(seenBy), name); got != want {
				t.Errorf("%s sees one that is shared %q: %v", name, shared, got)
			}
			want := name == "owner" || name == "broker" && shared != crm.SharedWithNobody
			if got := reader.MayRemoveSaved(v); got != want {
				t.Errorf("%s removes one that is shared %q: %v", name, shared, got)
			}
		}
	}
	for name, may := range map[string][3]bool{ // share with nobody, with Harbor, with all
		"owner": {true, true, false}, "lead": {true, true, true}, "viewer": {true, false, false},
		"valley": {true, false, false}, "broker": {true, true, true}, "disabled": {},
	} {
		u := readers[name]
		for i, shared := range []crm.Sharing{crm.SharedWithNobody, crm.SharedWithTeam, crm.SharedWithBroker} {
			v := &crm.SavedView{Owner: u.ID, Broker: ours, Team: harbor, Shared: shared}
			if got := u.MayShareSaved(v); got != may[i] {
				t.Errorf("%s shares %q: %v", name, shared, got)
			}
			if v.Owner = (crm.ID{99}); u.MayShareSaved(v) {
				t.Errorf("%s shares another's view", name)
			}
		}
	}
}
