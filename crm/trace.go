package crm

import "time"

// Span is a part of the way of one change. All regions that take the change in give spans of one trace, whose id is
// made of the change's hash: nothing travels with the change for it.
type Span struct {
	Of         Hash   // the change
	Name       string // a constant
	Root       bool   // the span that the others of the change are within
	Start, End time.Time
	Code       Code // of an error; "" where it went well

	// What it was about, in numbers. 0 is left out.
	Changes, Ops, Peers int
}

// Tracer takes spans. Its methods may be called concurrently and don't block.
type Tracer interface {
	// Traces says whether the way of a change is traced. All regions say the same of one change.
	Traces(change Hash) bool
	Span(s Span)
}

// TraceID is the id of a change's trace.
func (h Hash) TraceID() [16]byte { return [16]byte(h[:16]) }
