package store_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// everyRelation stores a lead for each visibility, owner, team and brokerage, archived ones and deleted ones.
func everyRelation(t *testing.T, s *store.Store) (records []*crm.Record) {
	n := 0
	for _, visibility := range crm.Visibilities {
		for _, owner := range []crm.ID{id(1), id(2)} {
			for _, team := range []crm.ID{id(101), id(102), {}} {
				for _, of := range []crm.ID{broker, id(2_000_000)} {
					for _, state := range []string{"", "archived", "deleted"} {
						n++
						r := lead(1000+n, map[string]string{"name": `"Everyone"`})
						r.Row = crm.Row{Owner: owner, Team: team, Broker: of, Visibility: visibility}
						r.Private = map[string]json.RawMessage{"secret": json.RawMessage(`"canary"`)}
						switch state {
						case "archived":
							r.ArchivedAt = now
						case "deleted":
							r.DeletedAt = now
						}
						put(t, s, r)
						records = append(records, r)
					}
				}
			}
		}
	}
	return records
}

func TestAccess_ListCatalogAndSearchAgreeWithTheRule(t *testing.T) {
	t.Parallel()
	s := open(t)
	records := everyRelation(t, s)
	for _, role := range crm.Roles {
		for _, teams := range [][]crm.ID{nil, {id(101)}, {id(101), id(102)}} {
			for _, disabled := range []bool{false, true} {
				u := user(role, 1, teams...)
				u.Disabled = disabled
				t.Run(fmt.Sprintf("%s of %d teams, disabled %v", role, len(teams), disabled), func(t *testing.T) {
					t.Parallel()
					var want, archived []crm.ID
					for _, r := range records {
						switch {
						case r.For(u) == nil:
						case r.ArchivedAt.IsZero():
							want = append(want, r.ID)
						default:
							archived = append(archived, r.ID)
						}
					}
					sameSet(t, "list", listIDs(t, s, u, store.Query{}), want)
					sameSet(t, "archive", listIDs(t, s, u, store.Query{Archived: true}), archived)
					sameSet(t, "search", listIDs(t, s, u, store.Query{Q: "every"}), want)
					if disabled {
						_, _, _, err := s.Catalog(t.Context(), u, "", 100)
						wantCode(t, err, crm.CodeForbidden)
						return
					}
					items, _ := catalog(t, s, u, "")
					sameSet(t, "catalog", items, append(want, archived...))
				})
			}
		}
	}
}

// listIDs reads a whole list of leads, three a page, and checks its totals and that private fields stay private.
func listIDs(t *testing.T, s *store.Store, u *crm.User, q store.Query) (ids []crm.ID) {
	t.Helper()
	q.Type, q.Limit = "lead", 3
	for {
		page, err := s.List(t.Context(), u, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page.Items {
			if r.HasPrivate() && !u.May(crm.ActionPrivate, r.Row()) {
				t.Fatal("a private half was listed")
			}
			ids = append(ids, r.ID())
		}
		if q.Cursor = page.Next; page.Next == "" {
			if page.Total != len(ids) {
				t.Fatalf("total %d of %d", page.Total, len(ids))
			}
			return ids
		}
	}
}

func sameSet(t *testing.T, what string, got, want []crm.ID) {
	t.Helper()
	order := func(ids []crm.ID) []string {
		var texts []string
		for _, id := range ids {
			texts = append(texts, id.String())
		}
		slices.Sort(texts)
		return texts
	}
	if a, b := order(got), order(want); !slices.Equal(a, b) {
		t.Errorf("%s shows %d records %v, want %d %v", what, len(a), a, len(b), b)
	}
}

func TestList_SortsByEveryField(t *testing.T) {
	t.Parallel()
	s := open(t)
	random := rand.New(rand.NewPCG(1, 2))
	names := []string{`"Zoë"`, `"anna"`, `"Anna"`, `"Annabelle-Marie of the hills"`, `"annabelle"`, `"Überall"`, `""`}
	stages := []string{`"new"`, `"closed"`, `"trash"`}
	const count = 200
	var records []*crm.Record
	for n := range count {
		fields := map[string]string{"name": names[random.IntN(len(names))], "stage": stages[n%len(stages)]}
		if n%4 != 0 {
			fields["score"] = fmt.Sprint(random.IntN(5) - 2)
			fields["assignedAt"] = `"` + now.Add(time.Duration(random.IntN(9))*time.Hour).Format(time.RFC3339) + `"`
		}
		records = append(records, lead(n, fields))
	}
	putTogether(t, s, records)
	u := user(crm.RoleBroker, 9)
	for _, field := range []string{"name", "stage", "score", "assignedAt", "createdAt", "updatedAt", "email"} {
		up := listIDs(t, s, u, store.Query{Sort: field})
		down := listIDs(t, s, u, store.Query{Sort: field, Desc: true})
		if len(up) != count || len(down) != count || len(slices.Compact(slices.Clone(up))) != count {
			t.Fatalf("by %s: %d up, %d down", field, len(up), len(down))
		}
		if field == "name" || field == "score" {
			value := func(id crm.ID) (text string) {
				r, err := s.Record(t.Context(), id)
				if err != nil {
					t.Fatal(err)
				}
				return strings.ToLower(strings.Trim(string(r.Fields[field]), `"`))
			}
			ended := false
			for i := range up[1:] {
				a, b := value(up[i]), value(up[i+1])
				ended = ended || b == ""
				if ended && b != "" {
					t.Fatalf("by %s: a value after what has none", field)
				}
				if field == "name" && b != "" && a > b {
					t.Fatalf("by name: %q before %q", a, b)
				}
			}
			last := value(down[len(down)-1])
			if last != "" {
				t.Fatalf("by %s, descending: what has no value is not last", field)
			}
		}
	}
}

func TestList_Filters(t *testing.T) {
	t.Parallel()
	s := open(t)
	put(t, s, lead(1, map[string]string{"stage": `"new"`, "score": "10", "name": `"Ann"`,
		"areas":  `["Oak Park","Midtown"]`,
		"client": `"` + id(70).String() + `"`, "assignedAt": `"2026-01-02T00:00:00Z"`}))
	put(t, s, lead(2, map[string]string{"stage": `"met"`, "score": "20", "name": `"ann"`, "areas": `["Oak"]`}))
	r := lead(3, map[string]string{"stage": `"closed"`})
	r.Owner = id(4)
	delete(r.Fields, "name")
	put(t, s, r)
	for _, c := range []struct {
		field, op, value string
		want             []int
	}{
		{"stage", "eq", "new", []int{1}}, {"stage", "ne", "new", []int{2, 3}}, {"stage", "gte", "met", []int{2, 3}},
		{"score", "gt", "10", []int{2}}, {"score", "lte", "10", []int{1}}, {"score", "lt", "1e9", []int{1, 2}},
		{"score", "ne", "10", []int{2, 3}},
		{"name", "eq", "ANN", []int{1, 2}}, {"name", "ne", "Ann", []int{3}}, {"name", "gte", "ANN", []int{1, 2}},
		{"name", "lt", "b", []int{1, 2}},
		{"areas", "eq", "oaK", []int{2}}, {"areas", "ne", "Oak", []int{1, 3}}, {"areas", "eq", "midtown", []int{1}},
		{"areas", "eq", "oak par", nil}, {"name", "empty", "true", []int{3}}, {"name", "empty", "false", []int{1, 2}},
		{"areas", "empty", "true", []int{3}}, {"score", "empty", "false", []int{1, 2}},
		{"client", "empty", "true", []int{2, 3}}, {"owner", "empty", "true", nil},
		{"team", "empty", "false", []int{1, 2, 3}}, {"createdAt", "empty", "false", []int{1, 2, 3}},
		{"client", "eq", id(70).String(), []int{1}}, {"assignedAt", "lt", "2026-01-02T01:00:00+00:30", []int{1}},
		{"owner", "eq", id(4).String(), []int{3}}, {"owner", "ne", id(4).String(), []int{1, 2}},
		{"visibility", "eq", "team", []int{1, 2, 3}},
		{"createdAt", "gt", "2020-01-01T00:00:00Z", []int{1, 2, 3}},
	} {
		var want []crm.ID
		for _, n := range c.want {
			want = append(want, id(n))
		}
		got := listIDs(t, s, user(crm.RoleBroker, 9), store.Query{Filters: []store.Filter{{Field: c.field, Op: c.op,
			Value: c.value}}})
		sameSet(t, fmt.Sprint(c.field, " ", c.op, " ", c.value), got, want)
	}
}

func TestList_RefusesWrongQueries(t *testing.T) {
	t.Parallel()
	s := open(t)
	u := user(crm.RoleBroker, 9)
	filter := func(field, op, value string) store.Query {
		return store.Query{Type: "escrow", Filters: []store.Filter{{Field: field, Op: op, Value: value}}}
	}
	for _, c := range []struct {
		name  string
		q     store.Query
		field string
	}{
		{"unknown type", store.Query{Type: "house"}, "type"},
		{"unknown field", filter("nothing", "eq", "1"), "nothing"},
		{"private field", filter("loanAmount", "eq", "1"), "loanAmount"},
		{"private map", filter("commission", "eq", "1"), "commission"},
		{"list of maps", filter("parties", "eq", "1"), "parties"},
		{"operator", filter("status", "like", "open"), "status"},
		{"enum", filter("status", "eq", "opened"), "status"},
		{"money", filter("purchasePrice", "gt", "cheap"), "purchasePrice"},
		{"not a number", filter("purchasePrice", "gt", "NaN"), "purchasePrice"},
		{"date", filter("openedDate", "gt", "yesterday"), "openedDate"},
		{"neither empty nor not", filter("status", "empty", "yes"), "status"},
		{"empty list of maps", filter("parties", "empty", "true"), "parties"},
		{"order of refs", filter("listing", "gt", id(1).String()), "listing"},
		{"sort by private", store.Query{Type: "escrow", Sort: "loanAmount"}, "sort"},
		{"sort by list", store.Query{Type: "escrow", Sort: "tags"}, "sort"},
		{"sort by unknown", store.Query{Type: "escrow", Sort: "x"}, "sort"},
		{"limit", store.Query{Type: "escrow", Limit: 501}, "limit"},
		{"cursor", store.Query{Type: "escrow", Cursor: "AAAA"}, "cursor"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := s.List(t.Context(), u, c.q)
			wantCode(t, err, crm.CodeInvalid)
			var refused *crm.Error
			if !errors.As(err, &refused) || refused.Field != c.field {
				t.Fatalf("%v does not name %q", err, c.field)
			}
		})
	}
}

func TestList_CursorIsGoodForItsQueryAlone(t *testing.T) {
	t.Parallel()
	s := open(t)
	for n := range 10 {
		put(t, s, lead(n, nil))
	}
	u := user(crm.RoleBroker, 9)
	q := store.Query{Type: "lead", Limit: 2, Sort: "name"}
	page, err := s.List(t.Context(), u, q)
	if err != nil || page.Next == "" {
		t.Fatal(page, err)
	}
	for i := range page.Next {
		tampered := []byte(page.Next)
		tampered[i] = map[bool]byte{true: 'A', false: 'B'}[tampered[i] != 'A']
		q.Cursor = string(tampered)
		_, err := s.List(t.Context(), u, q)
		wantCode(t, err, crm.CodeInvalid)
	}
	q.Cursor, q.Desc = page.Next, true
	_, err = s.List(t.Context(), u, q)
	wantCode(t, err, crm.CodeInvalid)
	q.Desc = false
	_, err = s.List(t.Context(), user(crm.RoleBroker, 10), q)
	wantCode(t, err, crm.CodeInvalid)
	_, _, _, err = s.Catalog(t.Context(), u, page.Next, 10)
	wantCode(t, err, crm.CodeInvalid)
}
