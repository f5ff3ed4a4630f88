package wire

import "roomkey/crm"

// root begins every subject but those of rows. The number is the version of all messages below it.
const root = "rk.1."

// Subjects of everybody.
const (
	BeatSubject  = root + "beat"
	AnyLog       = root + "log.*"       // LogSubject of every origin
	AnyPresence  = root + "presence.*"  // PresenceSubject of every region
	AnyEphemeral = root + "ephemeral.*" // EphemeralSubject of every region
	AnyTask      = root + "task.*"      // TaskSubject of every brokerage
	rowsRoot     = "rows."
	AnyRows      = rowsRoot + "*" // RowsSubject of every brokerage
)

// LogSubject carries the log entries of an origin, by its name (crm.Origin).
func LogSubject(origin string) string { return root + "log." + origin }

// PullSubject answers what a region has and the asker has not.
func PullSubject(region string) string { return root + "pull." + region }

// AppendSubject takes entries to the region that appends fastest. ("append" took one at a time.)
func AppendSubject(region string) string { return root + "appends." + region }

// PresenceSubject carries what a region shows of its people.
func PresenceSubject(region string) string { return root + "presence." + region }

// PresenceAskSubject answers with everybody who is present in a region.
func PresenceAskSubject(region string) string { return root + "presence." + region + ".ask" }

// EphemeralSubject carries what devices in a region tell the others that have a document open.
func EphemeralSubject(region string) string { return root + "ephemeral." + region }

// PackageSubject answers with packages of plugins that a region has.
func PackageSubject(region string) string { return root + "package." + region }

// TaskSubject carries events about a brokerage's tasks.
func TaskSubject(brokerage crm.ID) string { return root + "task." + brokerage.String() }

// RowsSubject holds the ledger entries of a brokerage.
func RowsSubject(brokerage crm.ID) string { return rowsRoot + brokerage.String() }

// maxName bounds the name of a region, or another short word, in bytes, and maxOrigin that of an origin.
const (
	maxName   = crm.MaxOriginRegion
	maxOrigin = maxName + 11
)

// CheckName holds the name of a region against its form: 1 to 32 lower-case letters, digits and dashes. Errors:
// invalid.
func CheckName(name string) error {
	for _, c := range []byte(name) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return crm.Invalid("region", "is lower-case letters, digits and dashes")
		}
	}
	if len(name) == 0 || len(name) > crm.MaxOriginRegion {
		return crm.Invalid("region", "has 1 to %d letters", crm.MaxOriginRegion)
	}
	return nil
}
