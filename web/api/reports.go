package api

import "roomkey/crm"

// ReportRequest asks for a report of the present.
type ReportRequest struct {
	// Only records of this owner.
	Owner  string `query:"owner" ref:"MaybeID"`
	Format string `query:"format" enum:"json,csv" default:"json"`
}

// PeriodRequest asks for a report of a period.
type PeriodRequest struct {
	ReportRequest
	// The first day, in UTC; with to, at most ten years. The last twelve months unless told, and the next twelve of a
	// forecast.
	From string `query:"from" format:"date"`
	To   string `query:"to" format:"date"` // The last day.
}

// PipelineAnswer counts records by status.
type PipelineAnswer struct {
	Table *Table          `json:"-"`
	Items []PipelineStage `json:"items"`
}

// PipelineStage is how many records have a status, and what they are worth.
type PipelineStage struct {
	Type   string `json:"type"` // lead, listing or escrow
	Status string `json:"status"`
	Count  int    `json:"count"`
	// Cents: purchase prices of escrows, list prices of listings, highest prices of leads.
	Value int64 `json:"value"`
}

// SourcesAnswer follows leads from their source to their close.
type SourcesAnswer struct {
	Table *Table             `json:"-"`
	From  string             `json:"from" format:"date"`
	To    string             `json:"to" format:"date"`
	Items []SourceConversion `json:"items"`
}

// SourceConversion is what became of the leads of one source. Each step counts those that are there or beyond.
type SourceConversion struct {
	// Empty for all sources beyond the 200 with the most leads.
	Source       string `json:"source"`
	Leads        int    `json:"leads"`
	Contacted    int    `json:"contacted"`
	Appointments int    `json:"appointments"`
	Clients      int    `json:"clients"`
	Closed       int    `json:"closed"`
	Lost         int    `json:"lost"`
}

// ResponsesAnswer tells how fast agents answer leads.
type ResponsesAnswer struct {
	Table *Table          `json:"-"`
	From  string          `json:"from" format:"date"`
	To    string          `json:"to" format:"date"`
	Items []AgentResponse `json:"items"`
}

// AgentResponse is how fast one agent answers leads.
type AgentResponse struct {
	Agent    crm.ID `json:"agent" ref:"MaybeID"`
	Leads    int    `json:"leads"`
	Answered int    `json:"answered"`
	// Seconds from the assignment to the first response: half of the leads were answered faster; null where none was.
	MedianSeconds *int64 `json:"medianSeconds"`
	// … nine in ten were answered faster.
	SlowSeconds *int64 `json:"slowSeconds"`
}

// EarningsAnswer tells what escrows come to, by month and agent.
type EarningsAnswer struct {
	Table *Table         `json:"-"`
	From  string         `json:"from" format:"date"`
	To    string         `json:"to" format:"date"`
	Items []AgentEarning `json:"items"`
}

// AgentEarning is what one agent's escrows of one month come to, in cents.
type AgentEarning struct {
	Month string `json:"month" pattern:"^[0-9]{4}-[0-9]{2}$"`
	Agent crm.ID `json:"agent" ref:"MaybeID"`
	Count int    `json:"count"`
	// Purchase prices.
	Price int64 `json:"price"`
	// Gross commission, of the escrows whose commission the caller may read.
	GCI int64 `json:"gci"`
	// … after referral, splits and fees.
	Net int64 `json:"net"`
	// Escrows whose commission the caller may not read, and that gci and net leave out.
	Hidden int `json:"hidden"`
	// Escrows that have no commission yet.
	Absent int `json:"absent"`
}
