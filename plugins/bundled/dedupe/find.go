package main

import (
	"cmp"
	"fmt"
	"slices"

	roomkey "roomkey/plugins/sdk/go"
)

const (
	usualScore = 65
	usualLimit = 100
	// size of the records that are examined: all people fit into 128 MiB of memory and are compared within 5 minutes
	maxReadBytes = 32 << 20
	recordBytes  = 600 // a record's size without its fields
	// if more people share an e-mail, a phone or an address, it belongs to an office, not a family
	maxSharing = 30
)

// request is the step's input.
type request struct {
	Types    []string `json:"types"`
	MinScore int      `json:"minScore"`
	Limit    int      `json:"limit"`
}

// pair is two records of the same person. The older one is kept; of a client and a lead, the client is.
type pair struct {
	keep, drop *person
	score      int
	reasons    []reason
}

// search is a search among all people.
type search struct {
	people   []*person            // the oldest first
	sharing  map[string][]*person // by shared value
	looked   map[string]int
	read     int
	warnings []string
}

// findDuplicates finds people with two records, and proposes to merge the records.
func findDuplicates(t *roomkey.Task) error {
	var asked request
	if err := t.Input(&asked); err != nil {
		return err
	}
	if len(asked.Types) == 0 {
		asked.Types = []string{"client", "lead"}
	}
	s := &search{looked: map[string]int{}}
	for i, kind := range asked.Types {
		t.Progress(60*float64(i)/float64(len(asked.Types)), "Reading "+kind+"s", nil)
		if err := s.learn(t, kind); err != nil {
			return err
		}
	}
	slices.SortStableFunc(s.people, func(a, b *person) int {
		return cmp.Or(cmp.Compare(a.created, b.created), cmp.Compare(a.id, b.id))
	})
	t.Progress(60, "Comparing", nil)
	pairs := s.pairs(cmp.Or(asked.MinScore, usualScore))
	found, limit := len(pairs), cmp.Or(asked.Limit, usualLimit)
	related := s.households(pairs)
	if len(related) > limit {
		s.warnings = append(s.warnings,
			fmt.Sprintf("of %d groups of related people the first %d are listed", len(related), limit))
		related = related[:limit]
	}
	pairs = pairs[:min(found, limit)]
	shown := make([]map[string]any, len(pairs))
	for i, p := range pairs {
		shown[i] = map[string]any{"keep": p.keep.id, "keepType": p.keep.kind, "keepName": p.keep.name(),
			"drop": p.drop.id, "dropType": p.drop.kind, "dropName": p.drop.name(),
			"score": p.score, "reasons": p.reasons}
	}
	proposed, refused, err := mergeAll(t, pairs)
	if err != nil {
		return err
	}
	return t.Output(map[string]any{"looked": s.looked, "found": found, "pairs": shown, "proposed": proposed,
		"related":  append([]household{}, related...),
		"warnings": append(append([]string{}, s.warnings...), refused...)})
}

// learn reads the people of a type, without removed ones.
func (s *search) learn(t *roomkey.Task, kind string) error {
	for record, err := range t.All(roomkey.Query{Type: kind, Sort: "-updatedAt", Limit: 500, Shared: true}) {
		if err != nil {
			return err
		}
		if s.read += len(record.Fields) + recordBytes; s.read > maxReadBytes {
			s.warnings = append(s.warnings,
				fmt.Sprintf("only the %d %ss that were changed last were looked at: there are too many for one step",
					s.looked[kind], kind))
			return nil
		}
		p, err := readPerson(record)
		if err != nil {
			return err
		}
		if s.looked[kind]++; !p.out {
			s.people = append(s.people, p)
		}
	}
	return nil
}

// pairs finds for each person the older record of the same type that is most likely the same person, and for the
// remaining leads their client. The likeliest pairs come first. A record that is merged into another one is not itself
// merged into.
func (s *search) pairs(least int) (found []pair) {
	s.share()
	dropped := make(map[*person]bool)
	for _, p := range s.people {
		best := s.best(p, least, func(other *person) bool {
			return other.kind == p.kind && other.age < p.age && !dropped[other]
		})
		if best.keep != nil {
			dropped[p], found = true, append(found, best)
		}
	}
	for _, p := range s.people {
		if p.kind != "lead" || p.linked != "" || dropped[p] {
			continue
		}
		if best := s.best(p, least, func(other *person) bool {
			return other.kind == "client" &&
				!dropped[other]
		}); best.keep != nil {
			found = append(found, best)
		}
	}
	slices.SortStableFunc(found, func(a, b pair) int { return b.score - a.score })
	return found
}

// share records who shares which values, and each person's index by age.
func (s *search) share() {
	s.sharing = make(map[string][]*person)
	for i, p := range s.people {
		p.age = i
		for _, key := range p.keys() {
			s.sharing[key] = append(s.sharing[key], p)
		}
	}
}

// best returns the likeliest pair with an acceptable record; without keep if none is likely enough.
func (s *search) best(p *person, least int, will func(*person) bool) pair {
	best := pair{drop: p, score: least - 1}
	for _, key := range p.keys() {
		if len(s.sharing[key]) > maxSharing {
			continue
		}
		for _, other := range s.sharing[key] {
			if other.id == p.id || !will(other) {
				continue
			}
			if points, why := score(other, p); points > best.score {
				best.keep, best.score, best.reasons = other, points, why
			}
		}
	}
	return best
}
