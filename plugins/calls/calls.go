package calls

import (
	"slices"
	"unicode/utf8"

	"roomkey/crm"
)

// Call is one host call.
type Call struct {
	Name    string
	Calls   int      // allowed in one attempt
	Bytes   int      // of a request
	Asked   any      // the zero value of what it takes; nil: anything
	Answer  any      // the zero value of what it answers
	Refused []string // codes of its refusals, beside those of every call
}

const kilo = 1 << 10

// RefusedAlways are codes by which every call may be refused.
var RefusedAlways = []string{"invalid", "too_large", "rate_limited", "cancelled", "internal"}

// All are all calls. The limits protect those that cost the host much more than the guest.
var All = []Call{
	{"task.input", 1000, kilo, nil, Input{}, []string{"denied", "suspended"}},
	{"task.progress", 1_000_000, 64 * kilo, Progress{}, Done{}, nil},
	{"task.checkpoint", 10_000, 256 * kilo, Checkpoint{}, Done{}, nil},
	{"task.output", 1000, 1024 * kilo, nil, Done{}, nil},
	{"task.fail", 1, 16 * kilo, Fail{}, Done{}, nil},
	{"records.get", 20_000, kilo, Get{}, Record{}, []string{"denied", "suspended", "not_found"}},
	{"records.query", 2000, 16 * kilo, Query{}, Page{}, []string{"denied", "suspended"}},
	{"records.propose", 2000, 1024 * kilo, Propose{}, Proposals{},
		[]string{"denied", "suspended", "not_found", "conflict", "unavailable"}},
	{"files.read", 100, kilo, ReadFile{}, Piece{}, []string{"denied", "suspended", "not_found"}},
	{"llm.complete", 100, 256 * kilo, Prompt{}, Completion{}, []string{"denied", "suspended", "unavailable"}},
	{"http.fetch", 200, 1024 * kilo, Request{}, Response{}, []string{"denied", "suspended", "unavailable"}},
}

// Named finds a call; false if there is none of this name.
func Named(name string) (Call, bool) {
	for _, call := range All {
		if call.Name == name {
			return call, true
		}
	}
	return Call{}, false
}

// MayRefuse reports whether a code is one by which the call may be refused.
func (c Call) MayRefuse(code string) bool {
	return slices.Contains(RefusedAlways, code) || slices.Contains(c.Refused, code)
}

// Counter counts the calls of one attempt.
type Counter map[string]int

// Admit counts a call and checks its name, its number and its request's size and encoding. The error is an
// [*guest.OpError] for the guest.
func (c Counter) Admit(name string, in []byte) error {
	call, known := Named(name)
	switch {
	case !known:
		return Refuse("unsupported", "there is no such operation")
	case c.count(name) > call.Calls:
		return Refuse(CodeOf(crm.CodeRateLimited), "too many calls of this operation in one step: %d are allowed",
			call.Calls)
	case len(in) > call.Bytes:
		return Refuse(CodeOf(crm.CodeTooLarge), "the request is too large: it has %d bytes, and may have %d", len(in),
			call.Bytes)
	case !utf8.Valid(in): // otherwise it would get into the storage and the API's answers
		return Refuse(CodeOf(crm.CodeInvalid), "the request is not valid UTF-8")
	}
	return nil
}

func (c Counter) count(name string) int {
	c[name]++
	return c[name]
}
