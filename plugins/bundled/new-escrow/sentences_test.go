package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"roomkey/plugins/bundled/words"
)

// told writes terms in one line. What the sentence does not give is left out.
func told(t *terms) string {
	var parts []string
	add := func(form string, value any) {
		if text := fmt.Sprint(value); text != "" && text != "0" && text != "$0" && text != "[]" {
			parts = append(parts, fmt.Sprintf(form, value))
		}
	}
	add("%v", t.address)
	add("%v", words.Dollars(t.price))
	add("was %v", words.Dollars(t.oldPrice))
	add("closes %v", t.closes)
	add("in %v days", t.days)
	add("accepted %v", t.accepted)
	add("opened %v", t.opened)
	add("for the %v", t.side)
	add("deposit %v", words.Dollars(t.deposit))
	add("deposit %v%%", t.depositPct)
	add("%v", t.financing)
	add("loan %v", words.Dollars(t.loan))
	add("down %v", words.Dollars(t.down))
	add("down %v%%", t.downPct)
	if t.noDown {
		add("%v", "nothing down")
	}
	add("commission %v", words.Dollars(t.commissionSum))
	add("commission %v%%", t.commission)
	add("side %v%%", t.sidePct)
	add("referral %v%%", t.referralPct)
	for _, p := range t.parties {
		add(p.role+" %v", p.name)
	}
	for _, kind := range contingencies {
		if days, said := t.contingent[kind]; said && days == waived {
			add("no %v", kind)
		} else if said && days == removed {
			add("%v removed", kind)
		} else if said {
			parts = append(parts, fmt.Sprintf("%v %d", kind, days))
		}
		if until := t.contingentUntil[kind]; until != "" {
			parts = append(parts, kind+" until "+until)
		}
	}
	for _, text := range t.impossible {
		add("never: %v", text)
	}
	for _, text := range t.notUnderstood {
		add("? %v", text)
	}
	for _, text := range t.doubts {
		add("doubt: %v", text)
	}
	return strings.Join(parts, " | ")
}

func TestRead_Sentences(t *testing.T) {
	const today = "2026-11-30" // a Monday
	for _, kind := range slices.Sorted(func(yield func(string) bool) {
		for name := range sentences {
			if !yield(name) {
				return
			}
		}
	}) {
		t.Run(kind, func(t *testing.T) {
			for _, c := range sentences[kind] {
				if got := told(read(c.text, today)); got != c.want {
					t.Errorf("%s\n is   %s\n not  %s", c.text, got, c.want)
				}
			}
		})
	}
}
