package web

// RegionMetrics are the numbers of several regions, as this one sees them.
type RegionMetrics struct {
	Region     string // the one that looks
	Problem    string // what an operator should look at first; "" where all is well
	Majority   bool   // rows can be ordered from here
	Routes     int    // regions that NATS is connected to
	Imported   uint64 // log entries of others that were taken in
	Dropped    uint64 // those that could not be
	Compared   uint64 // records that differed when whole records were compared
	Mismatched uint64 // … although both regions had all entries of all logs
	Pulled     uint64 // bytes of pages that other regions were asked for
	Leader     string // the region that orders rows; "" where that is not known
	Refused    map[string]uint64
	Regions    []RegionMetric
}

// RegionMetric is one region.
type RegionMetric struct {
	Name         string
	State        string  // "here", "there", "silent" or "unseen"
	Witness      bool    // it holds no content
	There        bool    // it was heard in the last six seconds
	Connected    bool    // … in the last three, or it is the one that looks
	Silent       float64 // seconds since it was heard
	Lacks, Ahead uint64  // log entries that it has not, and that it has and this region has not
	Ledger       uint64  // the last ledger entry that it has applied
	LedgerBehind uint64
	Schema       uint64 // of its database; 0: not known
}

// refusedReasons are the reasons for which messages of other regions are refused.
var refusedReasons = []string{"truncated", "version", "seal", "region", "kind", "stale", "payload"}

// refusedKinds are what these come to: a message that no region has sent, one that came before or too late, one that
// can't be read, and one of another version.
var refusedKinds = map[string]string{"seal": "forged", "region": "forged", "stale": "stale", "truncated": "malformed",
	"kind": "malformed", "payload": "malformed", "version": "version"}

// refusedByKind counts refused messages by kind.
func (m *RegionMetrics) refusedByKind() map[string]uint64 {
	counts := make(map[string]uint64)
	for _, reason := range refusedReasons {
		counts[refusedKinds[reason]] += m.Refused[reason]
	}
	return counts
}
