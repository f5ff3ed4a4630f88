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
}

func (t *tally) done(p *planned) {
	if t.Counts.Merged += len(p.rows); p.record.id == "" {
		t.Counts.Created++
		t.Counts.Merged--
	}
}

func (t *tally) skip(row int, twin *seen, by string) {
	s := skipped{Row: row, Reason: "has the " + by + " of a record that is there already"}
	if twin.row > 0 {
		s.Reason = fmt.Sprintf("has the %s of row %d", by, twin.row)
	}
	if twin.known != nil {
		s.Record = twin.known.id
	}
	t.Counts.Skipped++
	if len(t.Skipped) < maxReported {
		t.Skipped = append(t.Skipped, s)
	}
}

// fail reports all problems of one row.
func (t *tally) fail(problems []problem) {
	t.Counts.Failed++
	for _, p := range problems {
		if len(t.Errors) == maxReported {
			return
		}
		if len(p.Message) > maxMessage {
			p.Message = string([]rune(p.Message)[:maxMessage/4]) + "…" // a rune has at most 4 bytes
		}
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
	return result
}

// orEmpty makes no items encode as [] instead of null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
