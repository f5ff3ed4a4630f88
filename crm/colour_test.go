package crm_test

import (
	"maps"
	"testing"

	"roomkey/crm"
)

// colleagues returns agents of a team, the oldest account first.
func colleagues(first byte, count int, team crm.ID) (users []*crm.User) {
	for i := range count {
		users = append(users, &crm.User{ID: crm.ID{first, byte(i)}, Role: crm.RoleAgent, Teams: []crm.ID{team}})
	}
	return users
}

func differ(t *testing.T, colours map[crm.ID]int, users []*crm.User) {
	t.Helper()
	seen := make(map[int]bool)
	for _, user := range users {
		colour := colours[user.ID]
		if colour < 1 || colour > crm.PersonColours || seen[colour] {
			t.Errorf("%v has colour %d; those before have %v", user.ID, colour, seen)
		}
		seen[colour] = true
	}
}

func TestColoursOf_DifferAmongThoseWhoWorkTogether(t *testing.T) {
	broker := &crm.User{ID: crm.ID{9}, Role: crm.RoleBroker}
	harbor, valley := colleagues(1, 11, crm.ID{1}), colleagues(2, 11, crm.ID{2})
	users := []*crm.User{broker}
	for i := range harbor { // accounts of both teams, in turn
		users = append(users, harbor[i], valley[i])
	}
	colours := crm.ColoursOf(users)
	differ(t, colours, append(harbor, broker))
	differ(t, colours, append(valley, broker))
	differ(t, colours, users[:crm.PersonColours]) // as long as there are enough, across teams too
}

func TestColoursOf_StayWhereAnAccountIsAddedOrDisabled(t *testing.T) {
	users := colleagues(1, 16, crm.ID{1})
	before := crm.ColoursOf(users)
	differ(t, before, users[:crm.PersonColours])
	after := crm.ColoursOf(append(users, colleagues(2, 3, crm.ID{1})...))
	for id, colour := range before {
		if after[id] != colour {
			t.Errorf("%v had colour %d, and has %d beside new colleagues", id, colour, after[id])
		}
	}
	users[15].Disabled = true
	if disabled := crm.ColoursOf(users); !maps.Equal(disabled, before) {
		t.Errorf("with the newest account disabled the colours are %v, and were %v", disabled, before)
	}
}

func TestColoursOf_LeaversTakeNoneAway(t *testing.T) {
	users := colleagues(1, 18, crm.ID{1})
	for _, leaver := range users[:6] {
		leaver.Disabled = true
	}
	differ(t, crm.ColoursOf(users), users[6:])
}
