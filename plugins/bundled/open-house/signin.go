package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"roomkey/plugins/bundled/identity"
	roomkey "roomkey/plugins/sdk/go"
)

const (
	maxVisitors  = 500      // a call may have as many changes
	maxReadBytes = 16 << 20 // size of the existing leads that are read
	recordBytes  = 600      // a record's size without its fields
	callBackAt   = 10       // o'clock, on the next day
)

// visit is the input of sign-in.
type visit struct {
	Listing, Address, Street, City, Appointment, Start, End, TimeZone, Sheet string
}

// told reports the result of one line.
type told struct {
	Line   int    `json:"line"`
	Name   string `json:"name,omitempty"`
	Lead   string `json:"lead,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// guests turns a sheet into leads.
type guests struct {
	visit
	end     time.Time
	changes []roomkey.Change
	lines   []told                // in the order of changes
	seen    map[string][]seenLead // by e-mail address and phone number
	last    map[string]string     // when an existing lead was last contacted
	skipped []told
	errors  []told
}

// signIn makes leads of the people on a sign-in sheet.
func signIn(t *roomkey.Task) error {
	g := &guests{seen: make(map[string][]seenLead), last: make(map[string]string)}
	if err := t.Input(&g.visit); err != nil {
		return err
	}
	var err error
	if g.end, err = time.Parse(time.RFC3339, g.End); err != nil {
		return fmt.Errorf("end: %w", err)
	}
	sheet := readSheet(g.Sheet)
	if len(sheet) > maxVisitors {
		return fmt.Errorf("the sheet has %d people; the limit is %d", len(sheet), maxVisitors)
	}
	if len(sheet) > 0 {
		if err := g.learn(t); err != nil {
			return err
		}
	}
	for i := range sheet {
		g.take(&sheet[i])
		t.Progress(100*float64(i+1)/float64(len(sheet)), fmt.Sprintf("Reading the sheet (%d/%d)", i+1, len(sheet)), nil)
	}
	return g.finish(t)
}

// learn reads the existing leads.
func (g *guests) learn(t *roomkey.Task) error {
	t.Progress(0, "Reading existing leads", nil)
	read := 0
	for record, err := range t.All(roomkey.Query{Type: "lead", Sort: "-updatedAt", Limit: 500}) {
		if err != nil {
			return err
		}
		if read += len(record.Fields) + recordBytes; read > maxReadBytes {
			return nil
		}
		var lead struct {
			Name  string `json:"name"`
			Email string `json:"email"`
			Phone string `json:"phone"`
			Last  string `json:"lastContactAt"`
		}
		if err := record.Decode(&lead); err != nil {
			return err
		}
		g.last[record.ID] = lead.Last
		g.remember(&identity.Person{First: lead.Name, Emails: []string{lead.Email}, Phones: []string{lead.Phone}},
			record.ID)
	}
	return nil
}

// meet records the visit of an existing lead.
func (g *guests) meet(v *visitor, lead string) {
	for _, line := range g.lines {
		if line.Lead == lead {
			g.skipped = append(g.skipped, told{Line: v.line, Name: v.name, Reason: "is on the sheet twice"})
			return
		}
	}
	change := roomkey.Change{Type: "lead", ID: lead, Note: g.note(v)}
	if last, err := time.Parse(time.RFC3339, g.last[lead]); err != nil || last.Before(g.end) {
		change.Fields = map[string]any{"lastContactAt": g.end.Format(time.RFC3339)}
	}
	g.add(v, change)
}

func (g *guests) add(v *visitor, change roomkey.Change) {
	g.changes, g.lines = append(g.changes, change), append(g.lines, told{Line: v.line, Name: v.name, Lead: change.ID})
}

// lead makes a new lead. A person who works with an agent must not be called about working with us.
func (g *guests) lead(v *visitor) roomkey.Change {
	fields := map[string]any{"name": v.name, "source": "Open house",
		"sourceDetail": g.where() + ", " + g.end.Format(time.DateOnly), "intent": "buy", "stage": "new",
		"lastContactAt": g.end.Format(time.RFC3339), "tags": []string{"open house"}}
	if v.source != "" {
		fields["source"], fields["sourceDetail"] = v.source, "Open house, "+g.where()+", "+g.end.Format(time.DateOnly)
	}
	for name, value := range map[string]string{"email": v.email, "phone": v.phone} {
		if value != "" {
			fields[name] = value
		}
	}
	if g.City != "" {
		fields["areas"] = []string{g.City}
	}
	if v.agent == "yes" {
		fields["stage"], fields["tags"] = "nurture", []string{"open house", "has an agent"}
	} else {
		next := g.end.AddDate(0, 0, 1)
		fields["nextTaskAt"] = time.Date(next.Year(), next.Month(), next.Day(), callBackAt, 0, 0, 0,
			g.zone()).Format(time.RFC3339)
	}
	return roomkey.Change{Type: "lead", Fields: fields, Note: g.note(v)}
}

// zone is the time zone of the open house.
func (g *guests) zone() *time.Location {
	if zone, err := time.LoadLocation(g.TimeZone); err == nil && g.TimeZone != "" {
		return zone
	}
	return g.end.Location()
}

func (g *guests) where() string {
	if g.Street != "" {
		return g.Street
	}
	return g.Address
}

// note returns a note about the visit and the visitor's remarks.
func (g *guests) note(v *visitor) string {
	text := "Came to the open house at " + g.Address + " on " + g.end.Format("January 2, 2006") + "."
	switch {
	case v.agentName != "":
		text += " Works with an agent: " + v.agentName + "."
	case v.agent == "yes":
		text += " Works with an agent."
	case v.agent == "no":
		text += " Has no agent."
	}
	if len(v.notes) > 0 {
		text += " " + strings.Join(v.notes, "; ")
	}
	return text
}

func (g *guests) finish(t *roomkey.Task) error {
	created, met, err := g.propose(t)
	if err != nil {
		return err
	}
	return t.Output(map[string]any{"listing": g.Listing, "appointment": g.Appointment, "leads": created, "known": met,
		"skipped": append([]told{}, g.skipped...),
		"errors":  append([]told{}, g.errors...),
		"summary": fmt.Sprintf("Open house at %s on %s: %d new leads, %d known", g.Address,
			g.end.Format("January 2, 2006"), len(created), len(met))})
}

// propose proposes the new leads together, and the changes of existing ones one by one, because a colleague's lead may
// be readable but not writable.
func (g *guests) propose(t *roomkey.Task) (created, met []told, err error) {
	created, met = []told{}, []told{}
	var fresh []roomkey.Change
	for i, line := range g.lines {
		if line.Lead == "" {
			fresh, created = append(fresh, g.changes[i]), append(created, line)
			continue
		}
		switch _, err := t.Propose(g.changes[i]); {
		case errors.Is(err, roomkey.Denied) || errors.Is(err, roomkey.NotFound):
			line.Reason = "is a colleague's lead"
			g.skipped = append(g.skipped, line)
		case err != nil:
			return nil, nil, err
		default:
			met = append(met, line)
		}
	}
	if len(fresh) == 0 {
		return created, met, nil
	}
	made, err := t.Propose(fresh...)
	if err != nil {
		return nil, nil, err
	}
	for i := range made {
		created[i].Lead = made[i].Record
	}
	return created, met, nil
}
