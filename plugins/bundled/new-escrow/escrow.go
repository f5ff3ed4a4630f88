package main

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"roomkey/plugins/bundled/homes"
	"roomkey/plugins/bundled/words"
	roomkey "roomkey/plugins/sdk/go"
)

// standard are the contingencies of the usual Californian contract.
var standard = []string{"investigation", "appraisal", "loan"}

// usualDays are days after acceptance where a server is too old to know what its brokerages have set, and of a
// contingency that a sentence keeps where its brokerage has none.
var usualDays = roomkey.ContingencyDays{Deposit: 3, Investigation: 17, Appraisal: 17, Loan: 21}

// daysOf are the usual days of a standard contingency; 0: there is none.
func daysOf(kind string, usual roomkey.ContingencyDays) int {
	switch kind {
	case "investigation":
		return usual.Investigation
	case "appraisal":
		return usual.Appraisal
	}
	return usual.Loan
}

// request is the step's input.
type request struct {
	Text    string `json:"text"`
	Listing string `json:"listing"`
	AsOf    string `json:"asOf"`
}

// create makes an escrow from a sentence.
func create(t *roomkey.Task) error {
	var asked request
	if err := t.Input(&asked); err != nil {
		return err
	}
	today := asked.AsOf
	if today == "" {
		today = time.Now().Format(time.DateOnly)
	}
	t.Progress(10, "Reading", nil)
	said, by := read(asked.Text, today), "rules"
	understood, err := ask(t, asked.Text, today)
	if err != nil {
		return err
	}
	if understood != nil {
		understood.fill(said)
		said, by = understood, "model"
	}
	var home *homes.Listing
	if asked.Listing != "" {
		if home, err = homes.Get(t, asked.Listing); err != nil {
			return err
		}
		said.address = home.Address()
	}
	if err := said.missing(); err != nil {
		return err
	}
	t.Progress(50, "Looking for "+said.address, nil)
	var notes []string
	if home == nil {
		if home, notes, err = homes.Find(t, said.address); err != nil {
			return err
		}
	}
	e := &escrow{said: said, home: home, today: today, caller: t.Caller.User, usual: usualDays, assumed: notes}
	if set := t.Brokerage.ContingencyDays; set != nil {
		e.usual = *set
	}
	if err := e.build(); err != nil {
		return err
	}
	return e.propose(t, by)
}

// escrow is the escrow that is being made.
type escrow struct {
	said    *terms
	home    *homes.Listing // nil: there is none
	today   string
	caller  string
	usual   roomkey.ContingencyDays
	assumed []string // the assumptions, for the review
	why     []reason

	fields, private map[string]any
}

// reason says why a field is proposed; the review shows it beside the field, and does not choose a guess by itself.
type reason struct {
	Field string `json:"field"` // a JSON Pointer
	Text  string `json:"text"`
	Guess bool   `json:"guess,omitempty"`
}

// assume notes what nobody has said of a field.
func (e *escrow) assume(field, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	e.assumed = append(e.assumed, text)
	e.why = append(e.why, reason{Field: field, Text: text, Guess: true})
}

// explain says where the value of a field comes from.
func (e *escrow) explain(field, format string, args ...any) {
	e.why = append(e.why, reason{Field: field, Text: fmt.Sprintf(format, args...)})
}

func (e *escrow) build() error {
	s := e.said
	if s.accepted == "" {
		s.accepted = e.today
		if s.opened != "" && s.opened < s.accepted {
			s.accepted = s.opened
		}
		e.assume("/acceptanceDate", "accepted on %s", s.accepted)
	}
	if s.opened == "" {
		s.opened = s.accepted
	}
	if s.closes == "" {
		s.closes = plus(s.accepted, s.days)
	}
	if s.closes <= s.accepted {
		return fmt.Errorf("the close of escrow, %s, is not after the acceptance, %s", s.closes, s.accepted)
	}
	e.takeSide()
	e.fields = map[string]any{"propertyAddress": s.address, "side": s.side, "purchasePrice": s.price,
		"status":         "open",
		"acceptanceDate": s.accepted, "openedDate": s.opened,
		"closeOfEscrowDate": s.closes, "finalWalkThroughDate": max(plus(s.closes, -5), s.accepted)}
	if e.home != nil {
		e.fields["listing"], e.fields["propertyAddress"] = e.home.ID, e.home.Address()
	}
	deposit := map[string]any{"dueDate": min(plusBusiness(s.accepted, e.usual.Deposit), s.closes)}
	if s.deposit == 0 {
		s.deposit = share(s.price, s.depositPct)
	}
	if s.deposit > 0 {
		deposit["amount"] = s.deposit
	}
	e.fields["earnestMoneyDeposit"] = deposit
	if s.financing != "" {
		e.fields["financing"] = s.financing
	}
	if s.spelled != "" {
		e.assume("/purchasePrice", "“%s” is %s", s.spelled, words.Dollars(s.price))
	}
	if s.oldPrice > 0 && s.oldPrice != s.price {
		e.explain("/purchasePrice", "it was %s before", words.Dollars(s.oldPrice))
	}
	e.takeContingencies()
	e.takeParties()
	e.fields["checklist"] = e.checklist()
	e.takePrivate()
	return nil
}

// share returns a percentage of a price, in whole cents.
func share(price int64, percent float64) int64 {
	return int64(math.Round(float64(price) * percent / 100))
}

// takeSide determines whom the agent represents if the sentence does not say so: the seller of the agent's own listing,
// else the buyer.
func (e *escrow) takeSide() {
	if e.said.side != "" {
		return
	}
	e.said.side = "buyer"
	if e.home != nil && e.home.Owner == e.caller {
		e.said.side = "seller"
	}
	e.assume("/side", "you represent the %s", e.said.side)
}

func (e *escrow) takeContingencies() {
	s := e.said
	due := map[string]int{}
	for _, kind := range standard {
		days := daysOf(kind, e.usual)
		needed := s.financing != "Cash" || kind == "investigation" // paid in cash: neither a loan nor its appraisal
		switch kept := slices.Contains(s.kept, kind); {
		case days > 0 && (needed || kept):
			due[kind] = days
		case kept: // the brokerage's escrows have none by themselves
			due[kind] = daysOf(kind, usualDays)
		}
	}
	maps.Copy(due, s.contingent)
	list := []any{}
	for _, kind := range contingencies {
		days, there := due[kind]
		date := plus(s.accepted, days)
		if until := s.contingentUntil[kind]; until != "" {
			date, days, there = max(until, s.accepted), 1, true
		}
		switch {
		case !there:
		case days == waived:
			list = append(list, map[string]any{"type": kind, "status": "waived"})
		case days == removed:
			list = append(list, map[string]any{"type": kind, "status": "removed"})
		case date > s.closes:
			e.assumed = append(e.assumed,
				fmt.Sprintf("the %s contingency of %d days ends with the close of escrow", kind, days))
			list = append(list, map[string]any{"type": kind, "status": "active", "dueDate": s.closes})
		default:
			list = append(list, map[string]any{"type": kind, "status": "active", "dueDate": date})
		}
	}
	e.fields["contingencies"] = list
}

func (e *escrow) takeParties() {
	var list []any
	for _, p := range e.said.parties {
		list = append(list, map[string]any{"contact": p.name, "role": p.role})
	}
	if list != nil {
		e.fields["parties"] = list
	}
}

// checklist returns the tasks, ordered by day.
func (e *escrow) checklist() []any {
	s := e.said
	type item struct {
		title, due string
		required   bool
	}
	items := []item{
		{"Send the signed contract to escrow and title", plus(s.opened, 1), true},
		{"Confirm that the deposit was received",
			e.fields["earnestMoneyDeposit"].(map[string]any)["dueDate"].(string),
			true},
		{"Order the preliminary title report", plus(s.opened, 2), true},
		{"Deliver the seller's disclosures", plus(s.accepted, 7), true},
		{"Schedule the inspections", plus(s.accepted, 7), false},
		{"Return the signed disclosures", plus(s.accepted, 14), true},
		{"Bind the homeowner's insurance", plus(s.closes, -10), false},
		{"Final walk-through", e.fields["finalWalkThroughDate"].(string), true},
		{"Sign the closing documents", plus(s.closes, -3), true},
		{"Confirm the recording and hand over the keys", s.closes, true},
	}
	if s.financing != "Cash" {
		items = append(items, item{"Order the appraisal", plus(s.accepted, 7), true})
	}
	for _, c := range e.fields["contingencies"].([]any) {
		if c := c.(map[string]any); c["dueDate"] != nil {
			items = append(items, item{fmt.Sprintf("Remove the %s contingency", c["type"]), c["dueDate"].(string),
				true})
		}
	}
	for i := range items {
		items[i].due = max(min(items[i].due, s.closes), s.accepted)
	}
	slices.SortStableFunc(items, func(a, b item) int { return strings.Compare(a.due, b.due) })
	list := make([]any, len(items))
	for i, it := range items {
		list[i] = map[string]any{"title": it.title, "due": it.due, "required": it.required, "status": "todo"}
	}
	return list
}

// takePrivate sets the fields that only the owner and the broker may see.
func (e *escrow) takePrivate() {
	s := e.said
	e.private = map[string]any{}
	if s.down == 0 && s.downPct > 0 {
		s.down = share(s.price, s.downPct)
		e.explain("/private/downPayment", "%v%% of the price", s.downPct)
	}
	if s.noDown && s.down == 0 {
		e.private["downPayment"] = 0
		if s.loan == 0 && s.financing != "Cash" {
			s.loan = s.price
			e.explain("/private/loanAmount", "nothing is paid down")
		}
	}
	if s.loan == 0 && s.down > 0 && s.down < s.price && s.financing != "Cash" {
		s.loan = s.price - s.down
		e.explain("/private/loanAmount", "the price less the down payment")
	}
	for name, cents := range map[string]int64{"loanAmount": s.loan, "downPayment": s.down} {
		if cents > 0 {
			e.private[name] = cents
		}
	}
	if s.commission == 0 && s.commissionSum > 0 && s.commissionSum < s.price {
		s.commission = float64(s.commissionSum) * 100 / float64(s.price)
		e.explain("/private/commission", "%s is %.4g%% of the price", words.Dollars(s.commissionSum), s.commission)
	}
	rates := map[string]any{}
	for name, percent := range map[string]float64{"grossPct": s.commission, "sidePct": s.sidePct,
		"referralPct": s.referralPct} {
		if percent > 0 {
			rates[name] = percent
		}
	}
	if len(rates) > 0 {
		e.private["commission"] = rates
	}
}

func (e *escrow) propose(t *roomkey.Task, by string) error {
	change := roomkey.Change{Type: "escrow", Fields: e.fields}
	if len(e.private) > 0 {
		change.Private = e.private
	}
	made, err := t.Propose(change)
	if err != nil {
		return err
	}
	s := e.said
	out := map[string]any{"escrow": made[0].Record, "propertyAddress": e.fields["propertyAddress"],
		"purchasePrice": s.price, "side": s.side, "acceptanceDate": s.accepted,
		"closeOfEscrowDate": s.closes, "by": by, "assumed": append([]string{}, e.assumed...),
		"why": append([]reason{}, e.why...),
		"summary": fmt.Sprintf("Escrow for %s at %s, closing %s", e.fields["propertyAddress"], words.Dollars(s.price),
			day(s.closes).Format("Monday, January 2, 2006"))}
	if by == "rules" {
		out["notUnderstood"] = append([]string{}, s.notUnderstood...)
		if len(s.notUnderstood) > 0 {
			out["summary"] = fmt.Sprintf("%s; not understood: %s", out["summary"], strings.Join(s.notUnderstood, "; "+
				""))
		}
	}
	if e.home != nil {
		out["listing"] = e.home.ID
	}
	return t.Output(out)
}
