package web

import (
	"encoding/json"
	"strings"
	"time"

	"roomkey/crm"
	"roomkey/internal/ical"
)

// appointment are the fields of an appointment that its event is made of.
type appointment struct {
	Summary     string `json:"SUMMARY"`
	Start       string `json:"DTSTART"`
	End         string `json:"DTEND"`
	Zone        string `json:"TZID"`
	AllDay      bool   `json:"allDay"`
	Location    string `json:"LOCATION"`
	Description string `json:"DESCRIPTION"`
	Status      string `json:"STATUS"`
	Class       string `json:"CLASS"`
	Repeats     string `json:"RRULE"`
}

// appointmentEvents is an appointment as an event; none where it has no beginning.
func appointmentEvents(v *crm.View) []ical.Event {
	var of appointment
	if !fieldsInto(v, &of) {
		return nil
	}
	start, err := time.Parse(time.RFC3339, of.Start)
	if err != nil {
		return nil
	}
	end, err := time.Parse(time.RFC3339, of.End)
	if err != nil || end.Before(start) {
		end = start
	}
	e := baseEvent(v, "")
	e.Summary, e.Location, e.Description = of.Summary, of.Location, of.Description
	e.Status, e.Class, e.Repeats = of.Status, of.Class, of.Repeats
	e.Start, e.End, e.AllDay = start, end, of.AllDay
	if zone, err := time.LoadLocation(of.Zone); err == nil && of.Zone != "" {
		e.Zone = zone
		if e.AllDay {
			e.Start, e.End = start.In(zone), end.In(zone)
		}
	}
	e.Repeats = untilOf(&e)
	if e.AllDay && !e.End.After(e.Start) {
		e.End = e.Start.AddDate(0, 0, 1)
	}
	return []ical.Event{e}
}

// untilOf is how an event repeats, with its end in the form that its beginning has, as RFC 5545 (3.3.10) wants it: a
// day for an event of days, a moment in UTC for one of hours. A day alone, which people mean whole, ends at its last
// second.
func untilOf(e *ical.Event) string {
	parts := strings.Split(e.Repeats, ";")
	for i, part := range parts {
		until, ok := strings.CutPrefix(part, "UNTIL=")
		switch {
		case !ok || len(until) < len(ruleDay):
		case e.AllDay:
			parts[i] = "UNTIL=" + until[:len(ruleDay)]
		case len(until) == len(ruleDay):
			zone := e.Zone
			if zone == nil {
				zone = time.UTC
			}
			if day, err := time.ParseInLocation(ruleDay, until, zone); err == nil {
				parts[i] = "UNTIL=" + day.AddDate(0, 0, 1).Add(-time.Second).UTC().Format(ruleTime)
			}
		}
	}
	return strings.Join(parts, ";")
}

// Forms of times in an RRULE.
const (
	ruleDay  = "20060102"
	ruleTime = "20060102T150405Z"
)

// escrow are the fields of an escrow that its deadlines are made of.
type escrow struct {
	Address     string `json:"propertyAddress"`
	Status      string `json:"status"`
	Close       string `json:"closeOfEscrowDate"`
	WalkThrough string `json:"finalWalkThroughDate"`
	Deposit     struct {
		Due      string `json:"dueDate"`
		Received string `json:"receivedDate"`
	} `json:"earnestMoneyDeposit"`
	Contingencies []struct {
		ID     string `json:"id"`
		Type   string `json:"type"`
		Status string `json:"status"`
		Due    string `json:"dueDate"`
	} `json:"contingencies"`
}

// deadlineEvents are what an escrow that is under way waits for, each an all-day event.
func deadlineEvents(v *crm.View) []ical.Event {
	var of escrow
	if !fieldsInto(v, &of) || of.Status == "closed" || of.Status == "cancelled" {
		return nil
	}
	var events []ical.Event
	add := func(name, label, day string) {
		at, ok := dayOf(day)
		if !ok {
			return
		}
		e := baseEvent(v, "/"+name)
		e.Summary, e.Location = label+": "+of.Address, of.Address
		e.Start, e.End, e.AllDay = at, at.AddDate(0, 0, 1), true
		events = append(events, e)
	}
	for _, c := range of.Contingencies {
		if c.Status == "" || c.Status == "active" || c.Status == "extended" {
			add("contingencies/"+c.ID, contingencyLabel(c.Type)+" contingency", c.Due)
		}
	}
	if of.Deposit.Received == "" {
		add("deposit", "Deposit due", of.Deposit.Due)
	}
	add("walk-through", "Final walk-through", of.WalkThrough)
	add("close", "Close of escrow", of.Close)
	return events
}

// baseEvent is what all events of a record have. part tells those of one record apart.
func baseEvent(v *crm.View, part string) ical.Event {
	return ical.Event{UID: v.ID().String() + part + "@roomkey", Changed: v.UpdatedAt(),
		Sequence: max(0, int(v.UpdatedAt().Sub(v.CreatedAt())/time.Second))}
}

// contingencyLabel is what people call a kind of contingency, as the schema says it.
func contingencyLabel(kind string) string {
	field := crm.TypeNamed("escrow").Root("contingencies")
	for i := range field.Item.Fields {
		if of := &field.Item.Fields[i]; of.Name == "type" && of.OptionLabels[kind] != "" {
			return of.OptionLabels[kind]
		}
	}
	return kind
}

// fieldsInto decodes the shared fields of a record; false where they are of other kinds, which old data may be.
func fieldsInto(v *crm.View, into any) bool {
	fields, _, err := v.Values()
	if err != nil {
		return false
	}
	raw, err := json.Marshal(fields)
	return err == nil && json.Unmarshal(raw, into) == nil
}

// dayOf reads a date; false where it is none.
func dayOf(text string) (time.Time, bool) {
	at, err := time.Parse(time.DateOnly, text)
	return at, err == nil
}
