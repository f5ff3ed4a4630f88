package store_test

import (
	"fmt"
	"slices"
	"testing"

	"roomkey/crm"
	"roomkey/store"
)

func TestTasks_AreListedForWhoMaySeeThem(t *testing.T) {
	t.Parallel()
	s := open(t)
	harbor, valley := team(t, s, "Harbor"), team(t, s, "Valley")
	brokerage, err := s.Brokerage(t.Context(), "Demo")
	if err != nil {
		t.Fatal(err)
	}
	var users []*crm.User
	for i, u := range []struct {
		role  crm.Role
		teams []crm.ID
	}{{crm.RoleBroker, nil}, {crm.RoleLead, []crm.ID{harbor}}, {crm.RoleAgent, []crm.ID{harbor}}, {crm.RoleAgent,
		[]crm.ID{harbor, valley}}, {crm.RoleViewer, []crm.ID{harbor}},
		{crm.RoleLead, []crm.ID{valley}}, {crm.RoleLead, nil}, {crm.RoleAgent, nil}} {
		user := &crm.User{Email: fmt.Sprintf("u%d@demo.test", i), Name: "x", Role: u.role,
			Broker: brokerage, Teams: u.teams}
		if err := s.AddUser(t.Context(), user, ""); err != nil {
			t.Fatal(err)
		}
		users = append(users, user)
		for n := range 3 {
			one := task(i*10 + n)
			one.User, one.Broker = user.ID, brokerage
			add(t, s, one)
		}
	}
	for _, viewer := range users {
		var want, got []crm.ID
		for i := len(users) - 1; i >= 0; i-- {
			if viewer.MaySeeTask(users[i]) {
				want = append(want, id(i*10+2), id(i*10+1), id(i*10))
			}
		}
		before := int64(store.NewestTask)
		for {
			page, err := s.Tasks(t.Context(), viewer, before, 2)
			if err != nil {
				t.Fatal(err)
			}
			for _, one := range page {
				got = append(got, one.ID)
				if len(one.Steps) != 2 {
					t.Errorf("a task is listed with %d steps", len(one.Steps))
				}
			}
			if len(page) == 0 {
				break
			}
			before = page[len(page)-1].Place
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s of %d teams sees %d tasks, want %d", viewer.Role, len(viewer.Teams), len(got), len(want))
		}
	}
}

func team(t *testing.T, s *store.Store, name string) crm.ID {
	t.Helper()
	brokerage, err := s.Brokerage(t.Context(), "Demo")
	if err != nil {
		t.Fatal(err)
	}
	id, err := s.TeamNamed(t.Context(), brokerage, name)
	if err != nil {
		t.Fatal(err)
	}
	return id
}
