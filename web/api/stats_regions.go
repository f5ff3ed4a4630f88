package api

// RegionsStatus is how several regions look from the one that answers.
type RegionsStatus struct {
	// The one that answers.
	Region string `json:"region"`
	// The region that puts changes of accounts and rights in order; empty where that is not known.
	Leader string `json:"leader"`
	// Whether accounts and rights can be changed here.
	Majority bool `json:"majority"`
	// What an operator should look at first, in a sentence; empty where all is well.
	Problem string         `json:"problem"`
	Regions []RegionStatus `json:"regions"`
}

// RegionStatus is one region.
type RegionStatus struct {
	Name string `json:"name"`
	// silent: it was not heard for six seconds; unseen: not since the server was started.
	State string `json:"state" enum:"here,there,silent,unseen"`
	// It orders changes of rows, and holds no content.
	Witness bool `json:"witness"`
	// Since it was heard.
	SilentSeconds float64 `json:"silentSeconds"`
	// Writes that this region has and that one has not, and the other way round.
	Lacks uint64 `json:"lacks"`
	Ahead uint64 `json:"ahead"`
	// Changes of accounts and rights that it has not applied.
	RowsBehind uint64 `json:"rowsBehind"`
	// How long an edit takes from there, in milliseconds: the last that the self-check measured; null: none yet.
	WayMs *float64 `json:"wayMs"`
}

// SelfCheck is what the server's last check of itself found.
type SelfCheck struct {
	At Time `json:"at"`
	// In a sentence; empty where all was well.
	Problem string `json:"problem"`
	// Until another socket had the slowest edit, and until it was on disk, in milliseconds; null: not in time.
	SeenMs  *float64 `json:"seenMs"`
	SavedMs *float64 `json:"savedMs"`
	// What leaks: goroutines, descriptors or heap.
	Leaks []string `json:"leaks"`
}
