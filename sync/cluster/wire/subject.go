package wire

import (
	"fmt"
	"strconv"
	"strings"

	"roomkey/crm"
)

// root begins every subject but those of rows. The number is the version of all messages below it.
const root = "rk.1."

// Subjects of everybody.
const (
	BeatSubject = root + "beat"
	AnyLog      = root + "log.*"      // LogSubject of every origin
	AnyPresence = root + "presence.*" // PresenceSubject of every region
	AnyTask     = root + "task.*"     // TaskSubject of every brokerage
	rowsRoot    = "rows."
	AnyRows     = rowsRoot + "*" // RowsSubject of every brokerage
)

// LogSubject carries the log entries of an origin, by its OriginName.
func LogSubject(origin string) string { return root + "log." + origin }

// PullSubject answers what a region has and the asker has not.
func PullSubject(region string) string { return root + "pull." + region }

// AppendSubject takes an operation to the region that appends fastest.
func AppendSubject(region string) string { return root + "append." + region }

// PresenceSubject carries what a region shows of its people.
func PresenceSubject(region string) string { return root + "presence." + region }

// PresenceAskSubject answers with everybody who is present in a region.
func PresenceAskSubject(region string) string { return root + "presence." + region + ".ask" }

// SessionSubject answers about sessions that a region made.
func SessionSubject(region string) string { return root + "session." + region }

// TaskSubject carries the progress of a brokerage's tasks.
func TaskSubject(brokerage crm.ID) string { return root + "task." + brokerage.String() }

// RowsSubject holds the ledger entries of a brokerage.
func RowsSubject(brokerage crm.ID) string { return rowsRoot + brokerage.String() }

// RowsBrokerage is the brokerage of a RowsSubject; invalid for any other subject.
func RowsBrokerage(subject string) (crm.ID, error) {
	text, ok := strings.CutPrefix(subject, rowsRoot)
	if !ok {
		return crm.ID{}, crm.Invalid("subject", "is not one of rows")
	}
	return crm.ParseID(text)
}

// OriginName is an origin's name in subjects, vectors and beats: its region, a dash and its start in hexadecimal.
func OriginName(o crm.Origin) string { return fmt.Sprintf("%s-%016x", o.Region, o.Start) }

// ParseOrigin reads an OriginName. Errors: invalid.
func ParseOrigin(name string) (o crm.Origin, err error) {
	if at := len(name) - startDigits - 1; at > 0 && name[at] == '-' {
		o.Region = name[:at]
		o.Start, err = strconv.ParseUint(name[at+1:], 16, 63)
		if err == nil && o.Start > 0 && CheckName(o.Region) == nil && OriginName(o) == name {
			return o, nil
		}
	}
	return crm.Origin{}, crm.Invalid("origin", "is a region's name, a dash and %d hexadecimal digits", startDigits)
}

const (
	startDigits = 16
	// maxOrigin bounds the name of an origin, in bytes.
	maxOrigin = maxName + 1 + startDigits
)

// maxName bounds the name of a region, in bytes.
const maxName = 32

// CheckName holds the name of a region against its form: 1 to 32 lower-case letters, digits and
// dashes, beginning with a letter. Errors: invalid.
func CheckName(name string) error {
	for i, c := range []byte(name) {
		letter := c >= 'a' && c <= 'z'
		if !letter && (i == 0 || c != '-' && (c < '0' || c > '9')) {
			return crm.Invalid("region", "is lower-case letters, digits and dashes, beginning with a letter")
		}
	}
	if len(name) == 0 || len(name) > maxName {
		return crm.Invalid("region", "has 1 to %d letters", maxName)
	}
	return nil
}
