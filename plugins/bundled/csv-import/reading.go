package main

import (
	"errors"
	"time"
)

// reading is what a cell was read as.
type reading struct {
	given    any      // the value, in the form that encoding/json decodes; nil: none
	low      any      // the lower end of a range
	warnings []string // what was assumed
	left     []string // parts that were left out, a line of the note each
}

// exactly is the reading of a cell that leaves nothing open.
func exactly(value any) (*reading, error) { return &reading{given: value}, nil }

// cells reads cells of one row.
type cells struct {
	*reader
	zone *time.Location
}

// cells reads in the time zone of the row.
func (d *draft) cells() cells { return cells{d.reader, d.zone} }

var errRounded = errors.New("is a number that a spreadsheet has rounded, so its digits are lost: " +
	"format the column as text and export it again")
