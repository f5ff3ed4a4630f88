package store_test

import (
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/store"
)

// maxPage is how many bytes of records a page shows at most, besides one record.
const maxPage = 8 << 20

// contentOf is how many bytes the fields of a page have.
func contentOf(page []*crm.View) (bytes int) {
	for _, r := range page {
		bytes += len(r.AppendFields(nil))
	}
	return bytes
}

// A page of records with long notes would take gigabytes: it has fewer records instead, and the next one follows.
func TestPages_OfLargeRecordsHaveFewerOfThem(t *testing.T) {
	t.Parallel()
	s := open(t)
	u := user(crm.RoleAgent, 1)
	var want []crm.ID
	for n := range 80 {
		size := 10
		switch {
		case n == 70:
			size = maxPage + 1
		case n%8 == 3:
			size = 2 << 20
		}
		put(t, s, lead(n, map[string]string{"name": `"Ann"`, "notes": `["` + strings.Repeat("x", size) + `"]`}))
		want = append(want, id(n))
	}
	whole := func(name string, got []crm.ID) {
		t.Helper()
		if sameSet(t, name, got, want); len(got) != len(want) {
			t.Errorf("%s: %d records, want %d, each once", name, len(got), len(want))
		}
	}
	bounded := func(name string, page []*crm.View) (ids []crm.ID) {
		t.Helper()
		if size := contentOf(page); size > maxPage && len(page) != 1 {
			t.Errorf("%s: a page of %d records has %d bytes", name, len(page), size)
		}
		for _, r := range page {
			ids = append(ids, r.ID())
		}
		return ids
	}
	for _, q := range []store.Query{{Sort: "createdAt"}, {Sort: "name", Desc: true}, {Q: "ann"}} {
		var got []crm.ID
		q.Type, q.Limit = "lead", 500
		for pages := 0; ; pages++ {
			page, err := s.List(t.Context(), u, q)
			if err != nil || len(page.Items) == 0 || page.Total != len(want) {
				t.Fatal(len(page.Items), page.Total, err)
			}
			got = append(got, bounded("list", page.Items)...)
			if q.Cursor = page.Next; page.Next == "" {
				if pages < 3 {
					t.Errorf("%d pages", pages+1)
				}
				break
			}
		}
		whole("list", got)
	}
	var got []crm.ID
	for after := ""; ; {
		page, _, next, err := s.Catalog(t.Context(), u, after, 10_000)
		if err != nil {
			t.Fatal(err)
		}
		if after = next; len(page) == 0 {
			break
		}
		got = append(got, bounded("catalog", page)...)
	}
	whole("catalog", got)
	found, total, err := s.Search(t.Context(), u, store.Search{Q: "ann", Limit: 100})
	if err != nil || total != len(want) || len(found) == 0 {
		t.Fatal(len(found), total, err)
	}
	bounded("search", found)
}
