package store_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// Somebody writes between the pages: each record that is in the list from the first page to the last comes, whatever
// its place is by then, and what comes last of it is how it is at the end. By createdAt each comes once.
func TestList_PagesLoseNoRecordThatChangesMeanwhile(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	for _, q := range []store.Query{{}, {Sort: "updatedAt"}, {Sort: "createdAt"}, {Sort: "name"},
		{Sort: "name", Desc: true}, {Q: "everyone"},
		{Filters: []store.Filter{{Field: "stage", Op: "ne", Value: "lost"}}}} {
		for _, limit := range []int{1, 3, 7} {
			q.Limit = limit
			t.Run(fmt.Sprintf("%q by %q, %v, of %d, seed %d", q.Q, q.Sort, q.Desc, limit, seed), func(t *testing.T) {
				t.Parallel()
				pagesBesideAWriter(t, rand.New(rand.NewPCG(seed, uint64(limit))), q)
			})
		}
	}
}

func pagesBesideAWriter(t *testing.T, random *rand.Rand, q store.Query) {
	const records = 20
	s, u := open(t), user(crm.RoleAgent, 1, id(101))
	at, all := now, make(map[crm.ID]*crm.Record)
	write := func(n int) {
		at = at.Add(time.Second)
		r := lead(n, map[string]string{"name": fmt.Sprintf(`"Everyone %d"`, random.IntN(1000)), "stage": `"new"`})
		r.UpdatedAt = at
		put(t, s, r)
		all[r.ID] = r
	}
	for n := range records {
		write(1 + n)
	}
	q.Type = "lead"
	last, pages, once := make(map[crm.ID]string), 0, q.Sort == "createdAt"
	for {
		page, err := s.List(t.Context(), u, q)
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Items) > q.Limit || page.Total != len(all) {
			t.Fatalf("%d records on a page of %d, of %d", len(page.Items), q.Limit, page.Total)
		}
		for _, v := range page.Items {
			if once && last[v.ID()] != "" {
				t.Errorf("record %v comes twice", v.ID())
			}
			last[v.ID()] = v.UpdatedAt().UTC().String()
		}
		if q.Cursor = page.Next; page.Next == "" {
			break
		}
		if pages++; pages < 2*records { // then the writer rests
			for range random.IntN(3) {
				write(1 + random.IntN(records))
			}
		}
	}
	for id, r := range all {
		if last[id] == "" || !once && last[id] != r.UpdatedAt.UTC().String() {
			t.Errorf("record %v came as of %q, and is as of %v", id, last[id], r.UpdatedAt)
		}
	}
}
