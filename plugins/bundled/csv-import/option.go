package main

import (
	"fmt"
	"slices"
	"strings"

	"roomkey/crm"
)

// option finds an enum's option: as the person who imports has said, or from common spellings.
func (in cells) option(f *crm.Field, target, text string) (*reading, error) {
	if said, ok := in.values[target][heading(text)]; ok {
		if said == "" {
			return &reading{}, nil
		}
		return exactly(said)
	}
	if option, ok := optionsOf(f, target)[heading(text)]; ok {
		if uncertain := f.Name == "StandardStatus" && strings.Contains("b t", strings.ToLower(text)); uncertain {
			return &reading{given: option, warnings: []string{shown(text) + " was taken for " + option +
				": programs differ in what it means"}}, nil
		}
		return exactly(option)
	}
	if before, _, cut := strings.Cut(text, "/"); cut && (f.Name == "status" || f.Name == "StandardStatus") {
		if option, ok := optionsOf(f, target)[heading(before)]; ok { // "Canceled/App"
			return &reading{given: option, warnings: []string{shown(text) + " was taken for " + shown(before)}}, nil
		}
	}
	if before, _, cut := strings.Cut(text, " - "); cut && f.Name == "intent" { // "Buyer - Tour Request"
		if option, ok := optionsOf(f, target)[heading(before)]; ok {
			return exactly(option)
		}
	}
	if target == "/PropertyType" {
		if option := propertyType(strings.ToLower(text)); option != "" {
			return exactly(option)
		}
	}
	return nil, fmt.Errorf("%s is none of: %s", shown(text), strings.Join(f.Options, ", "))
}

// options caches the options of enums by target and spelling. A guest runs only one goroutine.
var options = make(map[*crm.Field]map[string]string)

func optionsOf(f *crm.Field, target string) map[string]string {
	if known := options[f]; known != nil {
		return known
	}
	name := f.Name
	if name == "" { // an item of a list
		name = strings.TrimPrefix(target, "/")
	}
	known := make(map[string]string)
	for _, option := range f.Options {
		known[heading(option)] = option
	}
	for option, label := range f.OptionLabels {
		known[heading(label)] = option
	}
	for word, option := range synonyms[name] {
		if _, taken := known[word]; !taken && slices.Contains(f.Options, option) {
			known[word] = option
		}
	}
	options[f] = known
	return known
}

// propertyType finds a type of property in a description such as "Single Family Residential" or "Condo/Co-op".
func propertyType(text string) string {
	for _, kind := range []struct{ option, words string }{
		{"Residential Lease", "rental|lease|for rent"},
		{"Manufactured In Park", "mobile|manufactured|modular"},
		{"Residential Income", "multi|duplex|triplex|fourplex|2-4|2 to 4|5+ unit|apartment building|income"},
		{"Commercial Sale", "commercial|office|retail|industrial|warehouse"},
		{"Farm", "farm|ranch"},
		{"Land", "land|lot|acreage"},
		{"Residential",
			"single|sfr|twnhs|condo|co-op|townho|detached|attached|resid|house|home|loft|halfplex|pud|villa|cottage"},
	} {
		for _, word := range strings.Split(kind.words, "|") {
			if strings.Contains(text, word) {
				return kind.option
			}
		}
	}
	return ""
}
