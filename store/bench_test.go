package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// BenchmarkCommit_SingleField: ten writers edit ten records, and each waits for its acknowledgement: a change, a
// projection and two events in a transaction that is synced.
func BenchmarkCommit_SingleField(b *testing.B) {
	s := open(b)
	const writers = 10
	var group sync.WaitGroup
	b.ReportAllocs()
	b.ResetTimer()
	for w := range writers {
		group.Go(func() {
			for i := w; i < b.N; i += writers {
				if _, err := s.Commit(context.Background(), edit(w, i)); err != nil {
					b.Error(err)
				}
			}
		})
	}
	group.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
}

// BenchmarkSubmit_SingleField is the same with writers that do not wait, so that many edits of a record share a
// transaction.
func BenchmarkSubmit_SingleField(b *testing.B) {
	s := open(b)
	var group sync.WaitGroup
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		group.Add(1)
		s.Submit(edit(i%10, i), func(_ crm.Receipt, err error) {
			if err != nil {
				b.Error(err)
			}
			group.Done()
		})
	}
	group.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
}

func edit(w, i int) *crm.Write {
	r := listing(w)
	r.Fields["ListPrice"] = json.RawMessage(fmt.Sprint(40000000 + i))
	c := chunk(fmt.Sprintf("%d: about as long as a change of one scalar field is when it is encoded, with its actor",
		i))
	data := json.RawMessage(`{"id":"4c1f5bf6-6d2e-4c7e-9d3a-0b8f7f4c2f10","heads":["` + c.Hash.String() + `"],` +
		`"changes":{"/ListPrice":[1,2]}}`)
	return &crm.Write{Document: r.ID, Of: r.ID, Changes: []crm.StoredChange{c}, Heads: []crm.Hash{c.Hash}, Record: r,
		Events: []crm.Event{{Room: crm.RecordRoom(r.ID), Name: "listing:updated", Data: data, At: now, Record: r.ID},
			{Room: crm.TeamRoom(r.Team), Name: "listing:updated", Data: data, At: now, Record: r.ID}}}
}

// listing is a record as large as the demo's.
func listing(n int) *crm.Record {
	fields := map[string]string{"ListingId": fmt.Sprintf(`"SAC%06d"`, n), "StandardStatus": `"Active"`,
		"PropertyType":    `"Residential"`,
		"PropertySubType": `"Single Family Residence"`, "UnparsedAddress": fmt.Sprintf(`"%d %s Street"`,
			n*7919%9999, []string{"Oak", "Elm", "J", "Curtis", "Folsom"}[n%5]),
		"City":            fmt.Sprintf(`"%s"`, []string{"Sacramento", "Elk Grove", "Roseville", "Folsom"}[n%4]),
		"StateOrProvince": `"CA"`,
		"PostalCode":      fmt.Sprintf(`"95%03d"`, n%300), "Latitude": "38.5816", "Longitude": "-121.4944",
		"ListPrice":     fmt.Sprint(20000000 + n*7919%80000000),
		"BedroomsTotal": fmt.Sprint(n % 6), "BathroomsTotalInteger": fmt.Sprint(n % 4),
		"LivingArea":        fmt.Sprint(800 + n%3000),
		"LotSizeSquareFeet": "6000", "YearBuilt": fmt.Sprint(1900 + n%120), "ListingContractDate": `"2026-01-15"`,
		"PublicRemarks": `"Charming home with a large yard, close to schools and parks. ` +
			`New roof, updated kitchen and a two-car garage."`,
		"tags": `["open house"]`, "notes": `[{"id":"n1","author":"4c1f5bf6-6d2e-4c7e-9d3a-0b8f7f4c2f10",` +
			`"at":"2026-01-02T03:04:05Z","body":"Called the seller about the inspection.","mentions":[]}]`}
	r := &crm.Record{ID: id(n), Type: "listing", Row: crm.Row{Owner: id(1 + n%20), Team: id(100 + n%4), Broker: broker,
		Visibility: crm.Visibilities[n%3]}, Heads: []crm.Hash{chunk("head").Hash},
		CreatedAt: now.Add(time.Duration(n) * time.Second),
		UpdatedAt: now.Add(time.Duration(n*7919%100_000) * time.Second), Fields: map[string]json.RawMessage{}}
	for name, value := range fields {
		r.Fields[name] = json.RawMessage(value)
	}
	return r
}

// large is a store of 100,000 records, made once for all benchmarks of a run.
var large = sync.OnceValues(func() (dir string, err error) {
	dir, err = largeDir()
	if err != nil {
		return "", err
	}
	s, err := store.Open(context.Background(), store.Options{Dir: dir})
	if err != nil {
		return "", err
	}
	var group sync.WaitGroup
	for n := range 100_000 {
		group.Add(1)
		r := listing(n)
		s.Submit(&crm.Write{Document: r.ID, Of: r.ID, Changes: []crm.StoredChange{chunk(fmt.Sprint(n))}, Heads: r.Heads,
			Record: r},
			func(crm.Receipt, error) { group.Done() })
	}
	group.Wait()
	return dir, s.Close()
})

func openLarge(b *testing.B) *store.Store {
	dir, err := large()
	if err != nil {
		b.Fatal(err)
	}
	return reopen(b, dir)
}

func BenchmarkList(b *testing.B) {
	s := openLarge(b)
	began := time.Now()
	if err := s.Warm(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.Logf("warm in %v", time.Since(began))
	queries := map[string]store.Query{
		"latest": {}, "price": {Sort: "ListPrice"}, "address": {Sort: "UnparsedAddress", Desc: true},
		"city": {Sort: "City"},
		"filtered": {Sort: "YearBuilt", Filters: []store.Filter{{Field: "City", Op: "eq", Value: "Folsom"},
			{Field: "ListPrice", Op: "gte", Value: "50000000"}}},
		"search": {Q: "curtis"}, "searchNumber": {Q: "SAC000704"}, "searchAll": {Q: "charming"},
		"searchBegun": {Q: "folsom sac0001"}, "searchPart": {Q: "olsom"}, "searchShort": {Q: "st"},
		"searchCommon": {Q: "charming large"}, "searchLetter": {Q: "o"}, "searchLetters": {Q: "1 o s"},
		"searchPrice": {Q: "$450,"},
	}
	for name, query := range queries {
		query.Type, query.Limit = "listing", 50
		for _, who := range []*crm.User{user(crm.RoleBroker, 5), user(crm.RoleAgent, 3, id(101))} {
			b.Run(name+"/"+string(who.Role), func(b *testing.B) {
				var took []time.Duration
				b.ReportAllocs()
				for b.Loop() {
					began := time.Now()
					page, err := s.List(b.Context(), who, query)
					if err != nil || len(page.Items) == 0 {
						b.Fatal(len(page.Items), err)
					}
					took = append(took, time.Since(began))
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
			})
		}
	}
}

func BenchmarkCatalog_10000(b *testing.B) {
	s := openLarge(b)
	who := user(crm.RoleBroker, 5)
	if err := s.Warm(b.Context()); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		items, _, _, err := s.Catalog(b.Context(), who, "", 10_000)
		if err != nil || len(items) != 10_000 {
			b.Fatal(len(items), err)
		}
	}
}

func BenchmarkOpen_100000(b *testing.B) {
	dir, err := large()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		s, err := store.Open(b.Context(), store.Options{Dir: dir})
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkWarm_100000 also reports the size of the index in memory.
func BenchmarkWarm_100000(b *testing.B) {
	for b.Loop() {
		s := openLarge(b)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		if err := s.Warm(b.Context()); err != nil {
			b.Fatal(err)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "index-MB")
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDocuments_1000 reads the documents that a new client of a thousand documents gets in bulk.
func BenchmarkDocuments_1000(b *testing.B) {
	s := openLarge(b)
	var ids []crm.ID
	for n := range 1000 {
		ids = append(ids, id(n*97))
	}
	for b.Loop() {
		n := 0
		if err := s.Documents(b.Context(), ids, func(*crm.Stored) error { n++; return nil }); err != nil ||
			n != len(ids) {
			b.Fatal(n, err)
		}
	}
}
