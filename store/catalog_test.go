package store_test

import (
	"testing"

	"roomkey/crm"
	"roomkey/store"
)

// catalog reads on from a cursor to the end, two records a page.
func catalog(t *testing.T, s *store.Store, u *crm.User, after string) (items []crm.ID, next string) {
	t.Helper()
	items, _, next = catalogGone(t, s, u, after)
	return items, next
}

func catalogGone(t *testing.T, s *store.Store, u *crm.User, after string) (items, gone []crm.ID, next string) {
	t.Helper()
	for {
		page, lost, next, err := s.Catalog(t.Context(), u, after, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page {
			items = append(items, r.ID())
		}
		gone = append(gone, lost...)
		if after = next; len(page)+len(lost) == 0 {
			return items, gone, next
		}
	}
}

func TestCatalog_TellsWhatChanged(t *testing.T) {
	t.Parallel()
	s := open(t)
	u := user(crm.RoleAgent, 1)
	for n := range 5 {
		put(t, s, lead(n, nil))
	}
	items, next := catalog(t, s, u, "")
	sameSet(t, "first", items, []crm.ID{id(0), id(1), id(2), id(3), id(4)})
	put(t, s, lead(3, map[string]string{"score": "5"}))
	put(t, s, lead(9, nil))
	items, gone, next := catalogGone(t, s, u, next)
	sameSet(t, "second", items, []crm.ID{id(3), id(9)})
	items, gone2, _ := catalogGone(t, s, u, next)
	if len(items)+len(gone)+len(gone2) != 0 {
		t.Fatal(items, gone, gone2)
	}
}

func TestCatalog_TellsWhatIsGone(t *testing.T) {
	t.Parallel()
	s := open(t)
	u := user(crm.RoleAgent, 50, id(2))
	for n := range 6 {
		put(t, s, lead(n, nil))
	}
	hidden := lead(6, nil)
	hidden.Visibility = crm.VisibilityPrivate
	put(t, s, hidden)
	_, next := catalog(t, s, u, "")

	deleted := lead(0, nil)
	deleted.DeletedAt = now
	put(t, s, deleted)
	private := lead(1, nil)
	private.Visibility = crm.VisibilityPrivate
	put(t, s, private)
	moved := lead(2, nil)
	moved.Team = id(3)
	put(t, s, moved)
	back := lead(3, nil)
	back.Team = id(3)
	put(t, s, back)
	put(t, s, lead(3, nil))
	archived := lead(4, nil)
	archived.ArchivedAt = now
	put(t, s, archived)
	put(t, s, hidden) // was never readable
	fresh := lead(7, nil)
	put(t, s, fresh)
	fresh.DeletedAt = now
	put(t, s, fresh) // came and went

	items, gone, next := catalogGone(t, s, u, next)
	sameSet(t, "items", items, []crm.ID{id(3), id(4)})
	sameSet(t, "gone", gone, []crm.ID{id(0), id(1), id(2)})
	put(t, s, lead(0, nil))
	items, gone, _ = catalogGone(t, s, u, next)
	sameSet(t, "restored", items, []crm.ID{id(0)})
	sameSet(t, "gone again", gone, nil)
}

func TestCatalog_FollowsMemberships(t *testing.T) {
	t.Parallel()
	s := open(t)
	for n := range 3 {
		put(t, s, lead(n, nil)) // of team 2
	}
	own := lead(3, nil)
	own.Owner, own.Visibility = id(50), crm.VisibilityPrivate
	put(t, s, own)
	other := lead(4, nil)
	other.Team = id(3)
	put(t, s, other)

	_, next := catalog(t, s, user(crm.RoleAgent, 50, id(2)), "")
	items, gone, next := catalogGone(t, s, user(crm.RoleAgent, 50, id(3)), next)
	sameSet(t, "of the new team", items, []crm.ID{id(4)})
	sameSet(t, "of the old team", gone, []crm.ID{id(0), id(1), id(2)})
	items, gone, next = catalogGone(t, s, user(crm.RoleBroker, 50), next)
	sameSet(t, "as broker", items, []crm.ID{id(0), id(1), id(2)})
	sameSet(t, "lost as broker", gone, nil)
	_, gone, _ = catalogGone(t, s, user(crm.RoleViewer, 50), next)
	sameSet(t, "as viewer of no team", gone, []crm.ID{id(0), id(1), id(2), id(4)})
}

func TestCatalog_RightsMayChangeBetweenPages(t *testing.T) {
	t.Parallel()
	s := open(t)
	for n := range 6 {
		put(t, s, lead(n, nil))
	}
	member, stranger := user(crm.RoleAgent, 50, id(2)), user(crm.RoleAgent, 50)
	items, _, next, err := s.Catalog(t.Context(), member, "", 2)
	if err != nil || len(items) != 2 {
		t.Fatal(items, err)
	}
	had := map[crm.ID]bool{items[0].ID(): true, items[1].ID(): true}
	follow := func(u *crm.User) {
		items, gone, after := catalogGone(t, s, u, next)
		next = after
		for _, id := range gone {
			delete(had, id)
		}
		for _, id := range items {
			had[id] = true
		}
	}
	private := lead(0, nil)
	private.Visibility = crm.VisibilityPrivate
	put(t, s, private) // between two pages
	follow(stranger)
	if len(had) != 0 {
		t.Fatalf("a stranger keeps %v", had)
	}
	follow(member)
	if len(had) != 5 || had[id(0)] {
		t.Fatalf("a member has %v", had)
	}
}
