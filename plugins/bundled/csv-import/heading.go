package main

import (
	"strings"

	"roomkey/crm"
)

// heading returns a heading or an option in the form for comparison: lower-case letters and digits.
func heading(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '+' || r > 0x7f && r != '\u00a0' && r != '\ufeff' {
			return r
		}
		return -1
	}, signs.Replace(strings.ToLower(text)))
}

// "$/SQUARE FEET" is not square feet.
var signs = strings.NewReplacer("#", "number", "%", "pct", "$/", "dollarsper", "$", "dollars", "&", "and")

// Ranks of headings: how close one is to the field that it is taken for. Aliases have their place in the list besides.
const (
	rankTold  = -1 // the mapping says so
	rankExact = 0  // the field's own name, or what it is called here
	rankLabel = 1
	rankAlias = 10
	rankGuess = 1000 // a part of the heading is known
)

// meaning is what a heading means.
type meaning struct {
	target string // a field's JSON Pointer, or a part of several fields (see target.go), which begins with "~"
	rank   int
}

// headings returns the meanings of a type's known headings.
func headings(kind *crm.RecordType) map[string]meaning {
	if known := knownHeadings[kind.Name]; known != nil {
		return known
	}
	known := make(map[string]meaning)
	add := func(name, target string, rank int) {
		if key := heading(name); key != "" {
			if is, there := known[key]; !there || rank < is.rank {
				known[key] = meaning{target, rank}
			}
		}
	}
	own := ownHeadings(kind, add)
	others := foreignTargets[kind.Name]
	lists := []string{commonHeadings[""], commonHeadings[kind.Name]}
	if others != nil { // people
		lists = append(lists, foreignHeadings)
	}
	for _, list := range lists {
		for _, line := range strings.Split(strings.TrimSpace(list), "\n") {
			target, names, _ := strings.Cut(strings.TrimSpace(line), ": ")
			if other, there := others[target]; there && list == foreignHeadings {
				if target = other; target == "" {
					continue
				}
			}
			for at, name := range strings.Split(names, ",") {
				name = strings.TrimSpace(name)
				rank := rankAlias + at
				if strings.HasPrefix(target, "~") && own[heading(name)] { // a part that fills the field of this name
					delete(known, heading(name))
					rank = rankExact
				}
				add(name, target, rank)
			}
		}
	}
	knownHeadings[kind.Name] = known
	return known
}

// knownHeadings caches headings. A guest runs only one goroutine.
var knownHeadings = make(map[string]map[string]meaning)

// ownHeadings adds the names and labels of a type's fields, and returns the names.
func ownHeadings(kind *crm.RecordType, add func(name, target string, rank int)) (own map[string]bool) {
	own = make(map[string]bool)
	for i := range kind.Fields {
		f := &kind.Fields[i]
		at := "/" + f.Name
		if f.Private {
			at = "/private/" + f.Name
		}
		own[heading(f.Name)] = true
		if f.Derived || f.Name == "notes" {
			continue
		}
		if !f.Server {
			add(f.Name, at, rankExact)
			if f.Kind != crm.KindList || f.Item.Kind != crm.KindMap { // a column "Phones" holds no JSON
				add(f.Label, at, rankLabel)
			}
		}
		for k := range f.Fields {
			if child := &f.Fields[k]; !child.Derived {
				add(f.Name+child.Name, at+"/"+child.Name, rankExact)
				add(f.Label+child.Label, at+"/"+child.Name, rankLabel)
			}
		}
	}
	return own
}
