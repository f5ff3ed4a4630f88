package demo

import (
	"fmt"
	"math/rand/v2"
	"time"

	"roomkey/crm"
)

// Spec is a record of the demo before it becomes a document.
type Spec struct {
	ID       crm.ID
	Type     *crm.RecordType
	Row      crm.Row
	By       crm.User // the author of its changes
	Fields   map[string]any
	Private  map[string]any   // nil: the record has no private document
	Later    []map[string]any // further changes to Fields, one day apart; they form its history
	Created  time.Time
	Archived bool
}

// Day is the day of the demo's records in tests and benchmarks.
var Day = time.Date(2026, time.November, 2, 0, 0, 0, 0, time.UTC)

// dayTime is when, on its day (UTC), the demo's current time is.
const dayTime = 17 * time.Hour

// maker makes specs from one random sequence.
type maker struct {
	epoch   time.Time // the demo's current time
	chance  *rand.Rand
	homes   []home
	counts  map[string]int // of records by type
	escrows map[crm.ID]int // of escrow numbers by brokerage
}

// Specs returns every record of the demo: 932 listings, 60 escrows, 200 clients, 300 leads and 120 appointments of Demo
// Realty, three archived records of each type, and three records of each type of Other Realty. Appointments, deadlines
// and what was done lie around a day, the UTC date of on: the same day gives the same bytes, and another one differs in
// dates alone.
func Specs(on time.Time) ([]Spec, error) {
	all, err := homes()
	if err != nil {
		return nil, err
	}
	m := newMaker(all, on)
	var specs []Spec
	add := func(n int, kind func(int) Spec) {
		for i := range n {
			specs = append(specs, m.place(kind(i), DemoRealty))
		}
	}
	add(len(all), m.listing)
	add(200, m.client)
	add(300, m.lead)
	add(60, m.escrow)
	add(120, m.appointment)
	for _, kind := range []func(int) Spec{m.listing, m.client, m.lead, m.escrow, m.appointment} {
		for i := range 3 {
			archived := m.place(kind(2000+i), DemoRealty)
			archived.Archived = true
			specs = append(specs, archived, m.place(kind(3000+i), OtherRealty))
		}
	}
	setAreaCodes(specs)
	return specs, nil
}

// Many returns n records of Demo Realty for benchmarks. Four in ten are listings; the others are clients, leads,
// escrows and appointments. They lie around Day.
func Many(n int) ([]Spec, error) {
	all, err := homes()
	if err != nil {
		return nil, err
	}
	m := newMaker(all, Day)
	kinds := []func(int) Spec{m.listing, m.listing, m.client, m.lead, m.listing, m.escrow, m.client, m.lead, m.listing,
		m.appointment}
	specs := make([]Spec, n)
	for i := range specs {
		specs[i] = m.place(kinds[i%len(kinds)](10_000+i), DemoRealty)
	}
	return specs, nil
}

func newMaker(all []home, on time.Time) *maker {
	return &maker{epoch: on.UTC().Truncate(24 * time.Hour).Add(dayTime),
		chance: rand.New(rand.NewPCG(0x524f4f4d, 0x4b4559)), homes: all, counts: map[string]int{},
		escrows: map[crm.ID]int{}}
}

// place gives a spec its id, owner, team and visibility.
func (m *maker) place(s Spec, broker crm.ID) Spec {
	m.counts[s.Type.Name]++
	s.ID = id(s.Type.Name, m.counts[s.Type.Name])
	if s.Type.Name == "escrow" {
		m.escrows[broker]++
		s.Fields["escrowNumber"] = fmt.Sprintf("ESC-%d-%03d", m.epoch.Year(), m.escrows[broker])
	}
	owners := []crm.User{Agent1, Agent2, Lead, Agent3, Agent1, Broker}
	if broker == OtherRealty {
		owners = []crm.User{Outsider}
	}
	s.By = owners[m.chance.IntN(len(owners))]
	visibility := crm.VisibilityTeam
	switch n := m.chance.IntN(10); {
	case n == 0:
		visibility = crm.VisibilityPrivate
	case n < 3:
		visibility = crm.VisibilityBroker
	}
	s.Row = crm.Row{Owner: s.By.ID, Team: s.By.Teams[0], Broker: broker, Visibility: visibility}
	created := m.epoch.Add(-time.Duration(m.chance.IntN(90*24*60)) * time.Minute).Add(-72 * time.Hour)
	if s.Created.IsZero() {
		s.Created = created
	}
	if m.chance.IntN(4) == 0 {
		s.Fields["notes"] = []any{m.note(s)}
	}
	s.Fields["tags"] = []any{m.pick("demo", "follow up", "referral", "open house", "relocation")}
	return s
}

func (m *maker) note(s Spec) map[string]any {
	return map[string]any{
		"id": fmt.Sprintf("note-%d", m.counts[s.Type.Name]), "author": s.By.ID.String(),
		"at": s.Created.Format(time.RFC3339),
		"body": m.pick("Called and left a message.", "Prefers mornings; text first.",
			"Asked about the roof and the school district.",
			"Sent the disclosures. Waiting for a signature.", "Wants to see it again with the family on Sunday."),
	}
}

func (m *maker) pick(options ...string) string { return options[m.chance.IntN(len(options))] }

func (m *maker) person() (first, last string) {
	return m.pick("Alma", "Ben", "Carla", "Dev", "Elena", "Farid", "Grace", "Hugo", "Ines", "Jonah", "Keiko", "Luis",
			"Mara", "Noor", "Omar",
			"Priya", "Quinn", "Rosa", "Sven", "Tala"),
		m.pick("Abbott", "Bautista", "Chen", "Diaz", "Ekström", "Fong", "Garcia", "Haddad", "Ito", "Jensen", "Kaur",
			"Lopez", "Moreno",
			"Nguyen", "Okafor", "Patel", "Reyes", "Silva", "Tran", "Young")
}

// phone returns one of the numbers that are reserved for fiction.
func (m *maker) phone() string { return fmt.Sprintf("+1-916-555-01%02d", m.chance.IntN(100)) }

func (m *maker) address() string {
	return fmt.Sprintf("%d %s %s", 100+m.chance.IntN(9800),
		m.pick("Alder", "Birch", "Cedar", "Del Paso", "Elm", "Fulton", "Garden", "Harbor", "Iris", "Juniper", "Laurel",
			"Maple", "Oak", "River"),
		m.pick("Ave", "Blvd", "Ct", "Dr", "Ln", "St", "Way"))
}

// day returns the date that is the given number of days after the demo's.
func (m *maker) day(days int) string { return m.epoch.AddDate(0, 0, days).Format(time.DateOnly) }

// hour returns the time that is the given number of days after the demo's day, at an hour of the day (UTC).
func (m *maker) hour(days, hours int) string {
	return m.epoch.Truncate(24*time.Hour).AddDate(0, 0, days).Add(time.Duration(hours) * time.Hour).Format(time.RFC3339)
}

// since is when a record was made whose business began the given number of days after the demo's day and was closed
// closing days after it; zero for one that is not closed, which was made at any time.
func (m *maker) since(closing, began int) time.Time {
	if closing == 0 {
		return time.Time{}
	}
	return m.epoch.AddDate(0, 0, began)
}
