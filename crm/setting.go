package crm

import (
	"encoding/json"
	"time"
)

// Setting is something of a user's own as regions tell each other of it: a preference, or that a notification was read.
type Setting struct {
	User ID
	// Notification was read, for good; zero: this is a preference.
	Notification ID
	Name         string          // of a preference
	Value        json.RawMessage // of a preference; nil: it was taken out
	// Who wrote a preference when. Of two values that of the later time counts, and of one time that of the region
	// which comes last by name.
	At     time.Time
	Region string
}

// SettingPage is what has changed of the settings that a region knows.
type SettingPage struct {
	After, Through uint64 // the changes that it covers: those after the first number, up to the second
	Last           bool   // there were no further ones
	Settings       []Setting
}

// SettingsTaken is what came of a page.
type SettingsTaken struct {
	Unknown bool // some users are not known here yet, so that their settings were left out
	Refused int  // settings of no use: written long after now, or of too long a name
}
