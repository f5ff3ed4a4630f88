package reports

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"roomkey/crm"
	"roomkey/store"
)

// maxSources bounds the sources that are told apart: people type them.
const maxSources = 200

// Conversion is what became of the leads of one source. Each step counts those that are there or beyond.
type Conversion struct {
	Source       string // as it is written most often; "" for those beyond the 200 with the most leads
	Leads        int
	Contacted    int
	Appointments int
	Clients      int
	Closed       int
	Lost         int // or thrown away
}

// sourceCount is a Conversion that is being counted.
type sourceCount struct {
	Conversion
	spelled map[string]int
}

// Sources follows the leads that were created within the period, archived ones too, from their source to where they
// are now. Sources are the same in upper and lower case. Most leads first.
func (r *Reports) Sources(ctx context.Context, asked *Asked) ([]Conversion, error) {
	order := crm.TypeNamed("lead").Root("stage").Options
	counted := make(map[string]*sourceCount)
	err := r.tally(ctx, asked, "lead", []string{"source", "stage", "firstResponseAt"}, func(t *store.Tallied) {
		if !asked.Period.Holds(t.Created()) {
			return
		}
		source := strings.TrimSpace(t.Text(0))
		name := strings.ToLower(source)
		if counted[name] == nil {
			counted[name] = &sourceCount{spelled: make(map[string]int)}
		}
		counted[name].spelled[source]++
		counted[name].add(order, t.Text(1), !t.Time(2).IsZero())
	})
	if err != nil {
		return nil, err
	}
	all := make([]Conversion, 0, len(counted))
	for _, c := range counted {
		best := 0
		for spelled, often := range c.spelled {
			if often > best || often == best && spelled < c.Source {
				best, c.Source = often, spelled
			}
		}
		all = append(all, c.Conversion)
	}
	slices.SortFunc(all, func(a, b Conversion) int {
		return cmp.Or(cmp.Compare(b.Leads, a.Leads), cmp.Compare(a.Source, b.Source))
	})
	return folded(all), nil
}

// add counts a lead. Whoever was answered has been contacted, wherever the lead is now.
func (c *Conversion) add(order []string, stage string, answered bool) {
	c.Leads++
	at := slices.Index(order, stage)
	aside := stage == "nurture" || stage == "lost" || stage == "trash"
	reached := func(step string) bool { return !aside && at >= slices.Index(order, step) }
	for _, step := range []struct {
		count *int
		taken bool
	}{
		{&c.Contacted, answered || reached("contacted")}, {&c.Appointments, reached("appointment_set")},
		{&c.Clients, reached("active_client")}, {&c.Closed, reached("closed")},
		{&c.Lost, stage == "lost" || stage == "trash"},
	} {
		if step.taken {
			*step.count++
		}
	}
}

// folded sums up what is beyond the bound.
func folded(all []Conversion) []Conversion {
	if len(all) <= maxSources {
		return all
	}
	var rest Conversion
	for _, c := range all[maxSources:] {
		rest.Leads += c.Leads
		rest.Contacted += c.Contacted
		rest.Appointments += c.Appointments
		rest.Clients += c.Clients
		rest.Closed += c.Closed
		rest.Lost += c.Lost
	}
	return append(all[:maxSources:maxSources], rest)
}
