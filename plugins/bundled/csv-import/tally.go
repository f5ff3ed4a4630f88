package main

import (
	"fmt"
	"strings"
)

// Limits of the reports; the counts continue beyond them. A checkpoint may have 256 KiB.
const (
	maxReported = 200
	maxMessage  = 300 // bytes
)

// tally records an import's progress and the results of its rows. It is also the checkpoint.
type tally struct {
	Next     int       `json:"next"` // index among the rows below the heading
	Counts   counts    `json:"counts"`
	Skipped  []skipped `json:"skipped"`
	Errors   []problem `json:"errors"`
	Warnings []string  `json:"warnings"`
	Left     []warning `json:"left"` // of rows
	LeftOut  int       `json:"leftOut"`
	Related  []related `json:"related"`
}

// related is a row that shares a contact with somebody of another name.
type related struct {
	Row    int    `json:"row"`
	Reason string `json:"reason"`
	Record string `json:"record,omitempty"`
	Other  int    `json:"other,omitempty"` // the row of the other one
}

// counts count rows.
type counts struct {
	Created int `json:"created"`
	Merged  int `json:"merged"`
	Skipped int `json:"skipped"`
	Failed  int `json:"failed"`
}

// skipped is a row whose record exists already.
type skipped struct {
	Row    int    `json:"row"`
	Reason string `json:"reason"`
	Record string `json:"record,omitempty"`
	State  string `json:"state,omitempty"` // archived or deleted
}

func (t *tally) done(p *planned) {
	if t.Counts.Merged += len(p.rows); p.record.id == "" {
		t.Counts.Created++
		t.Counts.Merged--
	}
}

func (t *tally) skip(row int, twin *seen, by string) {
	s := skipped{Row: row, Reason: "has the " + by + " of " + twin.whose()}
	if twin.known != nil && twin.known.id != wouldBe {
		s.Record, s.State = twin.known.id, twin.known.state
	}
	t.Counts.Skipped++
	if len(t.Skipped) < maxReported {
		t.Skipped = append(t.Skipped, s)
	}
}

// whose says whose key it is.
func (s *seen) whose() string {
	switch {
	case s.row > 0:
		return fmt.Sprintf("row %d", s.row)
	case s.known != nil && s.known.state != "":
		return "a record that is " + s.known.state
	}
	return "a record that is there already"
}

// relate reports somebody of the same household.
func (t *tally) relate(row int, m *match) {
	if len(t.Related) == maxReported/2 {
		return
	}
	r := related{Row: row, Reason: "has the " + m.through + " of " + m.relative.whose() + ", and another name",
		Other: m.relative.row}
	if m.relative.known != nil && m.relative.known.id != wouldBe {
		r.Record = m.relative.known.id
	}
	t.Related = append(t.Related, r)
}

// note reports what was left out of a row, or assumed.
func (t *tally) note(warnings []warning) {
	t.LeftOut += len(warnings)
	for _, w := range warnings {
		if len(t.Left) == maxReported {
			return
		}
		w.Message, w.Text, w.Column = short(w.Message, maxMessage), short(w.Text, 80), short(w.Column, 80)
		t.Left = append(t.Left, w)
	}
}

// fail reports all problems of one row.
func (t *tally) fail(problems []problem) {
	t.Counts.Failed++
	for _, p := range problems {
		if len(t.Errors) == maxReported {
			return
		}
		p.Message = short(p.Message, maxMessage)
		t.Errors = append(t.Errors, p)
	}
}

// warn adds a warning once, even if the step is run several times.
func (t *tally) warn(message string) {
	for _, said := range t.Warnings {
		if said == message {
			return
		}
	}
	t.Warnings = append(t.Warnings, message)
}

// result returns the step's output.
func (t *tally) result(columns *columns, rows int) map[string]any {
	mapping := make(map[string]string, len(columns.list))
	for _, c := range columns.list {
		mapping[c.name] = strings.TrimPrefix(c.target, "~")
	}
	result := map[string]any{"created": t.Counts.Created, "merged": t.Counts.Merged, "skipped": orEmpty(t.Skipped),
		"errors": orEmpty(t.Errors),
		"totals": map[string]int{"rows": rows, "created": t.Counts.Created, "merged": t.Counts.Merged,
			"skipped": t.Counts.Skipped, "failed": t.Counts.Failed},
		"mapping": mapping, "ignored": orEmpty(columns.ignored)}
	if len(t.Warnings) > 0 {
		result["warnings"] = t.Warnings
	}
	if len(t.Left) > 0 {
		result["left"], result["leftOut"] = t.Left, t.LeftOut
	}
	if len(t.Related) > 0 {
		result["related"] = t.Related
	}
	return result
}
