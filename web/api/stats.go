package api

// StatsRequest chooses how far back the series go.
type StatsRequest struct {
	// The last hour, where none is given, or the last day.
	Range string `query:"range" enum:"hour,day" default:"hour"`
}

// StatsAnswer tells what the server did during the last hour or day, and how the brokerage's tasks stand.
type StatsAnswer struct {
	At     Time        `json:"at"`
	Series StatsSeries `json:"series"`
	Tasks  TaskCounts  `json:"tasks"`
	Alerts []Alert     `json:"alerts"`
	// Null before the first check, and where none is made.
	SelfCheck *SelfCheck `json:"selfCheck"`
	// Null where the server is alone.
	Regions *RegionsStatus `json:"regions"`
}

// StatsSeries are columns of the same length, a row for every ten seconds of the last hour, or for every five
// minutes of the last day, the oldest first. They are of the whole
// server, with all its brokerages. Rates are per second. Latencies are in milliseconds; null where nothing happened.
type StatsSeries struct {
	// Seconds since 1970.
	At          []int64 `json:"at"`
	Connections []int   `json:"connections"`
	// In memory.
	Documents   []int     `json:"documents"`
	HeapBytes   []int64   `json:"heapBytes"`
	MessagesIn  []float64 `json:"messagesIn"`
	MessagesOut []float64 `json:"messagesOut"`
	Requests    []float64 `json:"requests"`
	// Requests that were answered by an error of the server's.
	Failures []float64 `json:"failures"`
	// Accepted, and refused.
	Changes  []float64 `json:"changes"`
	Rejected []float64 `json:"rejected"`
	// From the arrival of an edit until others have it.
	EditP50 []*float64 `json:"editP50"`
	EditP95 []*float64 `json:"editP95"`
	EditP99 []*float64 `json:"editP99"`
	// Of one durable transaction.
	CommitP50 []*float64 `json:"commitP50"`
	CommitP95 []*float64 `json:"commitP95"`
	// To answer a request.
	RequestP50 []*float64 `json:"requestP50"`
	RequestP95 []*float64 `json:"requestP95"`
}

// TaskCounts says how many of the brokerage's tasks, of those that are kept, are in a status.
type TaskCounts struct {
	Queued    int `json:"queued"`
	Running   int `json:"running"`
	Review    int `json:"review"`
	Completed int `json:"completed"`
	Failed    int `json:"failed"`
	Cancelled int `json:"cancelled"`
}

// Alert says that something is not as it should be, or not as it was.
type Alert struct {
	// Such as edits_slow, requests_fail or connections_fell.
	Code     string `json:"code"`
	Severity string `json:"severity" enum:"warning,critical"`
	Detail   string `json:"detail"`
	// Since when, without a pause of more than a minute.
	Since Time `json:"since"`
}
