package crm

import (
	"strconv"
	"strings"
	"time"
)

// Origin names a log of content: that of one region, from a start of its server on. Each start begins another origin,
// so that a database that was restored or copied never uses the numbers of another log again (ADR 37).
type Origin struct {
	Region string
	Start  uint64 // random; below 1<<50, not 0
}

// MaxOriginRegion is how long the name of a region may be that writes a log, in bytes.
const MaxOriginRegion = 32

// String is the name of an origin: its region's, a dash, and up to ten digits and lower-case letters.
func (o Origin) String() string { return o.Region + "-" + strconv.FormatUint(o.Start, 36) }

// ParseOrigin reads what String has written. Errors: invalid.
func ParseOrigin(name string) (Origin, error) {
	at := strings.LastIndexByte(name, '-')
	if at > 0 && at <= MaxOriginRegion {
		start, err := strconv.ParseUint(name[at+1:], 36, 50)
		o := Origin{name[:at], start}
		if err == nil && start > 0 && o.String() == name {
			return o, nil
		}
	}
	return Origin{}, Invalid("origin", "is not the name of a log")
}

// LogPlace names an entry of a log. The first entry of a log has number 1.
type LogPlace struct {
	Origin
	Seq uint64 // 0: in no log
}

// LogItem is an entry of a content log, or a part of one: changes of one document that a region has accepted in one
// write.
type LogItem struct {
	LogPlace
	More      bool // the entry goes on in the next item of its origin
	Cut       bool // Changes are left out, or some of them: they have to be asked for
	Record    ID
	Document  ID
	Private   bool
	Renews    ID     // the document of the same half that Document, a new one, continues
	Birth     *Birth // the write has made the record; nil: it has not
	UpdatedAt time.Time
	Changes   []StoredChange
	Notices   []Notice
}

// LogSpan says what a database has of a log: the entries from First to Have. Of those before First it has the changes,
// but not as entries.
type LogSpan struct {
	Origin
	First, Have uint64
}

// LogPage is a part of a log.
type LogPage struct {
	Items   []LogItem
	First   uint64 // the first entry that is here; later than what was asked for: that is here no longer
	Through uint64 // Items are all that there is to have up to this entry, unless Skip says otherwise
	Skip    int    // the changes of the entry after Through that Items hold; to go on, ask for the rest
}

// RecordHeads are the heads of a record's documents, for comparing two regions.
type RecordHeads struct {
	Record              ID
	Shared, Private     ID // the documents; Private is zero where there is none
	Heads, PrivateHeads []Hash
}
