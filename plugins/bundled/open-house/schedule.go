package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"roomkey/plugins/bundled/words"
	roomkey "roomkey/plugins/sdk/go"
)

// Defaults of an open house.
const (
	zoneName = "America/Los_Angeles"
	opens    = "1:00 PM"
	closes   = "4:00 PM"
)

// hours is the input of schedule.
type hours struct {
	Listing, Address, Street, Date, From, To, TimeZone string
}

// span returns the start and the end in their time zone.
func (h *hours) span() (start, end time.Time, err error) {
	if h.TimeZone == "" {
		h.TimeZone = zoneName
	}
	zone, err := time.LoadLocation(h.TimeZone)
	if err != nil || h.TimeZone == "Local" {
		return start, end, fmt.Errorf("%q is not a time zone; %s is", h.TimeZone, zoneName)
	}
	if start, err = at(h.Date, h.From, opens, zone); err != nil {
		return start, end, err
	}
	if end, err = at(h.Date, h.To, closes, zone); err != nil {
		return start, end, err
	}
	if !end.After(start) {
		return start, end, fmt.Errorf("the open house ends at %s, which is not after %s, when it begins",
			end.Format(time.Kitchen), start.Format(time.Kitchen))
	}
	return start, end, nil
}

func at(date, said, otherwise string, zone *time.Location) (time.Time, error) {
	if strings.TrimSpace(said) == "" {
		said = otherwise
	}
	clock, ok := words.Clock(said)
	if !ok {
		return time.Time{}, fmt.Errorf("%q is not a time of day; 1:00 PM is", said)
	}
	return time.ParseInLocation(time.DateTime, date+" "+clock, zone)
}

// schedule adds an open house to the calendar, unless it is there already.
func schedule(t *roomkey.Task) error {
	var asked hours
	if err := t.Input(&asked); err != nil {
		return err
	}
	start, end, err := asked.span()
	if err != nil {
		return err
	}
	t.Progress(30, "Looking at the calendar", nil)
	id, err := planned(t, asked.Listing, start)
	if err != nil {
		return err
	}
	existing := id != ""
	if !existing {
		made, err := t.Propose(roomkey.Change{Type: "appointment", Fields: map[string]any{
			"SUMMARY": "Open house: " + street(&asked), "DTSTART": start.Format(time.RFC3339),
			"DTEND": end.Format(time.RFC3339), "TZID": asked.TimeZone, "LOCATION": asked.Address,
			"STATUS": "CONFIRMED", "CLASS": "PUBLIC", "kind": "open_house", "method": "In-Person", "outcome": "pending",
			"linked": map[string]any{"listing": asked.Listing}}})
		if err != nil {
			return err
		}
		id = made[0].Record
	}
	return t.Output(map[string]any{"appointment": id, "existing": existing, "start": start.Format(time.RFC3339),
		"end": end.Format(time.RFC3339), "timeZone": asked.TimeZone})
}

func street(h *hours) string {
	if h.Street != "" {
		return h.Street
	}
	return h.Address
}

// planned returns the id of a listing's open house with this start; "" if there is none.
func planned(t *roomkey.Task, listing string, start time.Time) (string, error) {
	page, err := t.Query(roomkey.Query{Type: "appointment", Filter: map[string]any{"kind": "open_house"},
		Sort: "-DTSTART", Limit: 500})
	if err != nil {
		return "", err
	}
	for i := range page.Items {
		var fields struct {
			DTSTART, STATUS string
			Linked          struct {
				Listing string `json:"listing"`
			} `json:"linked"`
		}
		if err := json.Unmarshal(page.Items[i].Fields, &fields); err != nil {
			return "", fmt.Errorf("appointment %s: %w", page.Items[i].ID, err)
		}
		if begins, err := time.Parse(time.RFC3339, fields.DTSTART); err == nil && begins.Equal(start) &&
			fields.Linked.Listing == listing && fields.STATUS != "CANCELLED" {
			return page.Items[i].ID, nil
		}
	}
	return "", nil
}
