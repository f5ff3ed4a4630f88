package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// terms are the terms of a sale that a sentence gives. Zero values are not given.
type terms struct {
	address     string
	price       int64  // cents
	closes      string // YYYY-MM-DD, as all dates
	days        int    // from acceptance to the close of escrow, if that is given instead
	accepted    string
	opened      string
	side        string // buyer, seller or dual
	deposit     int64  // cents
	depositPct  float64
	financing   string
	loan, down  int64 // cents
	noDown      bool  // nothing is paid down
	downPct     float64
	commission  float64 // percent, gross
	sidePct     float64
	referralPct float64
	// commissionSum is the gross commission in cents, where no percentage is given.
	commissionSum int64
	spelled       string // a price that was spelled, as it was said
	parties       []party
	contingent    map[string]int // days after acceptance, by kind; or waived or removed
	kept          []string       // the kinds of contingencies that stay, with the usual days
	// contingentUntil are the days that contingencies end on, by kind, where a date is given instead.
	contingentUntil map[string]string
	oldPrice        int64    // cents: the price that this one replaces
	doubts          []string // ambiguous parts
	aside           []string // numbers of other things
	impossible      []string // days that no calendar has, as a reason
	notUnderstood   []string // what no rule has read, in the text's order
}

// Contingencies that nothing depends on any more, where days would stand.
const (
	waived  = 0
	removed = -1
)

// fill takes the terms of other that t lacks.
func (t *terms) fill(other *terms) {
	t.address = cmp.Or(t.address, other.address)
	t.price = cmp.Or(t.price, other.price)
	if t.closes == "" && t.days == 0 {
		t.closes, t.days = other.closes, other.days
	}
	t.accepted = cmp.Or(t.accepted, other.accepted)
	t.opened = cmp.Or(t.opened, other.opened)
	t.side = cmp.Or(t.side, other.side)
	if t.deposit == 0 && t.depositPct == 0 {
		t.deposit, t.depositPct = other.deposit, other.depositPct
	}
	t.financing = cmp.Or(t.financing, other.financing)
	t.loan = cmp.Or(t.loan, other.loan)
	if t.down == 0 && t.downPct == 0 {
		t.down, t.downPct = other.down, other.downPct
	}
	t.commission = cmp.Or(t.commission, other.commission)
	t.sidePct = cmp.Or(t.sidePct, other.sidePct)
	t.referralPct = cmp.Or(t.referralPct, other.referralPct)
	t.commissionSum = cmp.Or(t.commissionSum, other.commissionSum)
	t.noDown = t.noDown || other.noDown && t.down == 0 && t.downPct == 0
	if t.closes == "" && t.days == 0 {
		t.impossible = other.impossible
	}
	for _, p := range other.parties {
		if !slices.ContainsFunc(t.parties, func(q party) bool { return p.role == q.role }) {
			t.parties = append(t.parties, p)
		}
	}
	if t.contingentUntil == nil {
		t.contingentUntil = other.contingentUntil
	}
	t.kept = append(t.kept, other.kept...)
	for kind, days := range other.contingent {
		if _, said := t.contingent[kind]; !said {
			t.contingent[kind] = days
		}
	}
}

// missing says what an escrow can't be made without, or what is ambiguous; nil if nothing is.
func (t *terms) missing() error {
	if len(t.doubts) > 0 {
		return fmt.Errorf("that can be read in more than one way: %s", strings.Join(t.doubts, "; "))
	}
	if len(t.impossible) > 0 {
		return fmt.Errorf("%s: please say another day", strings.Join(t.impossible, "; "))
	}
	var lacks []string
	if t.address == "" {
		lacks = append(lacks, "the address (123 Main St)")
	}
	if t.price == 0 {
		lacks = append(lacks, "the price ($500,000)")
	}
	if t.closes == "" && t.days == 0 {
		lacks = append(lacks, "the day it closes (closing June 5)")
	}
	if len(lacks) == 0 {
		return nil
	}
	return fmt.Errorf("please say %s too", join(lacks))
}

// join lists words as people do: "a, b and c".
func join(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}
