package web_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"roomkey/crm"
)

// fill stores projections of listings without documents: what lists and the catalog read.
func (h *testServer) fill(b *testing.B, n int) {
	b.Helper()
	owner := h.as("agent1").user
	var group sync.WaitGroup
	for i := range n {
		id := crm.NewID(rand.Reader)
		fields := map[string]json.RawMessage{}
		for name, value := range map[string]any{
			"ListingId": fmt.Sprintf("MLS-%06d", i), "StandardStatus": "Active", "PropertyType": "Residential",
			"City":            "Sacramento",
			"UnparsedAddress": fmt.Sprintf("%d Main Street", i), "StateOrProvince": "CA", "PostalCode": "95814",
			"ListPrice":     35_000_000 + i,
			"BedroomsTotal": 3, "BathroomsTotalInteger": 2, "LivingArea": 1500, "YearBuilt": 1980, "Latitude": 38.5,
			"Longitude":     -121.4,
			"PublicRemarks": "A house with a garden, close to the river and to the market.", "tags": []string{},
			"notes": []string{}, "Media": []string{},
		} {
			raw, err := json.Marshal(value)
			if err != nil {
				b.Fatal(err)
			}
			fields[name] = raw
		}
		now := h.clock.now()
		record := &crm.Record{ID: id, Type: "listing", Row: crm.Row{Owner: owner.ID, Team: owner.Teams[0],
			Broker: owner.Broker, Visibility: crm.VisibilityTeam},
			Heads: []crm.Hash{{byte(i)}}, Fields: fields, CreatedAt: now, UpdatedAt: now}
		group.Add(1)
		h.store.Submit(&crm.Write{Document: id, Of: id, Heads: record.Heads, Record: record},
			func(_ crm.Receipt, err error) {
				if err != nil {
					b.Error(err)
				}
				group.Done()
			})
	}
	group.Wait()
	if err := h.store.Warm(context.Background()); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkCatalog loads 10,000 records by HTTP, as a device does that starts: at most 300 ms.
func BenchmarkCatalog(b *testing.B) {
	h := newTestServer(b)
	h.fill(b, 10_000)
	g := h.as("agent1")
	for _, limit := range []int{500, 10_000} {
		b.Run(fmt.Sprint("pages of ", limit), func(b *testing.B) {
			for b.Loop() {
				items, after := 0, ""
				for items < 10_000 {
					var page struct {
						Items []json.RawMessage
						Next  string
					}
					got := g.call("GET", fmt.Sprintf("/catalog?limit=%d&after=%s", limit, url.QueryEscape(after)), nil)
					b.StopTimer()
					got.into(b, &page)
					b.StartTimer()
					items, after = items+len(page.Items), page.Next
				}
			}
		})
	}
}

// BenchmarkList answers with 50 of 10,000 records.
func BenchmarkList(b *testing.B) {
	h := newTestServer(b)
	h.fill(b, 10_000)
	g := h.as("agent1")
	var worst time.Duration
	for b.Loop() {
		started := time.Now()
		if got := g.call("GET", "/listings?limit=50&sort=-ListPrice&filter[City]=Sacramento",
			nil); got.status != http.StatusOK {
			b.Fatal(got.status)
		}
		worst = max(worst, time.Since(started))
	}
	b.ReportMetric(float64(worst.Microseconds())/1000, "worst-ms")
}
