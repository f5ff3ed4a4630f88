package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"roomkey/internal/demo"
)

// Bars of lists and of full-text search, in the 99th percentile.
const (
	mostList   = 10 * time.Millisecond
	mostSearch = 20 * time.Millisecond
)

// question is a list that people ask for.
type question struct {
	name, path string
	search     bool
}

var questions = []question{
	{"listings, latest first", "/listings?", false},
	{"listings by price", "/listings?sort=-ListPrice", false},
	{"listings by address", "/listings?sort=UnparsedAddress", false},
	{"active listings of a city", "/listings?filter[StandardStatus]=Active&filter[City]=SACRAMENTO&sort=ListPrice",
		false},
	{"listings in a range of prices", "/listings?filter[ListPrice][gte]=20000000&filter[ListPrice][lt]=30000000" +
		"&filter[BedroomsTotal][gte]=3&sort=YearBuilt", false},
	{"archived listings", "/listings?archived=true", false},
	{"clients by name", "/clients?sort=LastName", false},
	{"leads by score", "/leads?sort=-score&filter[intent]=buy", false},
	{"open escrows by close", "/escrows?filter[status]=open&sort=closeOfEscrowDate", false},
	{"appointments to come", "/appointments?filter[DTSTART][gte]=2026-11-02T00:00:00Z&sort=DTSTART", false},
	{"one's own leads", "/leads?filter[owner]=" + demo.Agent1.ID.String() + "&sort=createdAt", false},
	{"search listings for a word", "/listings?q=harbor", true},
	{"search listings for two", "/listings?q=" + url.QueryEscape("mature trees"), true},
	{"search clients for a beginning", "/clients?q=nguy", true},
	{"search clients for a phone", "/clients?q=" + url.QueryEscape("(916) 555-01"), true},
	{"search listings for a street", "/listings?q=" + url.QueryEscape("high st"), true},
	{"search all types", "/search?q=" + url.QueryEscape("ana har"), true},
}

// measureLists asks for 50 records in many ways as people of different rights, one request after the other.
func measureLists(ctx context.Context, s *suite) error {
	data, err := s.filled(ctx, s.records)
	if err != nil {
		return err
	}
	p, err := s.readyRoomkey(ctx, data)
	if err != nil {
		return err
	}
	defer p.stop()
	accounts, err := p.signIn(ctx, demo.Broker, demo.Lead, demo.Agent1, demo.Agent3, demo.Viewer)
	if err != nil {
		return err
	}
	took := make(map[string][]time.Duration)
	var before usage
	for turn := range s.lists + 2 {
		if turn == 2 {
			if before, err = p.usage(); err != nil {
				return err
			}
		}
		for _, q := range questions {
			for _, a := range accounts {
				t, err := list50(ctx, a, q)
				if err != nil {
					return err
				}
				if turn >= 2 { // the first ones read the index
					took[q.name] = append(took[q.name], t)
				}
			}
		}
	}
	after, err := p.usage()
	if err != nil {
		return err
	}
	s.tellLists(took, len(accounts))
	s.report.line("… server CPU of one list or search",
		ms((after.cpu-before.cpu)/time.Duration(s.lists*len(questions)*len(accounts))))
	return nil
}

func list50(ctx context.Context, a *account, q question) (time.Duration, error) {
	body, took, err := a.get(ctx, q.path+"&limit=50")
	if err != nil {
		return 0, fmt.Errorf("%s: %w", q.name, err)
	}
	var got page
	if err := json.Unmarshal(body, &got); err != nil {
		return 0, err
	}
	if want := min(50, got.Total); len(got.Items) != want {
		return 0, fmt.Errorf("%s: %d items, not %d", q.name, len(got.Items), want)
	}
	return took, nil
}

func (s *suite) tellLists(took map[string][]time.Duration, users int) {
	for _, search := range []bool{false, true} {
		var all []time.Duration
		var slowest question
		var worst time.Duration
		kinds := 0
		for _, q := range questions {
			if q.search != search {
				continue
			}
			kinds++
			all = append(all, took[q.name]...)
			if p := percentile(took[q.name], 99); p > worst {
				slowest, worst = q, p
			}
		}
		what, bar := "a list of 50", mostList
		if search {
			what, bar = "a search for 50", mostSearch
		}
		s.report.judge(fmt.Sprintf("%s of %d records, p50 / p99", what, s.records), spread(all), ms(bar),
			percentile(all, 99) < bar)
		s.report.line("… the slowest: "+slowest.name, spread(took[slowest.name]))
		s.report.note("%s: %d kinds of sorts and filters, asked by %d users of different rights, %d requests by REST "+
			"one after the other, until the last byte.",
			what, kinds, users, len(all))
		if search {
			s.report.note("All telephone numbers of the data are of the hundred that nobody has, 555-0100 to " +
				"555-0199: their beginning finds every client and every lead. FTS5 reads 60 to 100 ns for each " +
				"record that a word finds; this question asks for a joined number or three groups, in five tiers, " +
				"and so reads each some 20 times. A whole number finds a hundredth of them.")
		}
	}
}
