package api

import (
	"time"

	"roomkey/crm"
)

// Empty is a request without input, or an answer without a body.
type Empty struct{}

// ByID names one thing by its id.
type ByID struct {
	ID crm.ID `path:"id"`
}

// Pointer is a JSON Pointer (RFC 6901) relative to fields; private ones begin with /private/.
type Pointer string

// Time is a time in RFC 3339's form, in UTC and with milliseconds.
type Time string

// timeFormat is how Time is written.
const timeFormat = "2006-01-02T15:04:05.000Z07:00"

// TimeOf writes a time.
func TimeOf(at time.Time) Time { return Time(at.UTC().Format(timeFormat)) }

// TimeOrNull writes a time; the zero time is null.
func TimeOrNull(at time.Time) *Time {
	if at.IsZero() {
		return nil
	}
	text := TimeOf(at)
	return &text
}

// AppendTime writes a time as JSON; the zero time is null.
func AppendTime(dst []byte, at time.Time) []byte {
	if at.IsZero() {
		return append(dst, "null"...)
	}
	dst = append(dst, '"')
	dst = at.UTC().AppendFormat(dst, timeFormat)
	return append(dst, '"')
}

// Written is a part of an answer that writes itself as JSON. Records do: their fields are JSON already, and lists write
// thousands of them.
type Written interface {
	// AppendJSON appends the JSON to dst.
	AppendJSON(dst []byte) []byte
}

// Problem is the body of every answer that is not a success (RFC 9457).
type Problem struct {
	Type   string   `json:"type"`
	Title  string   `json:"title"`
	Status int      `json:"status"`
	Code   crm.Code `json:"code"`
	Detail string   `json:"detail"`
	// What is at fault: a JSON Pointer for fields of records, a name for all else.
	Field string `json:"field,omitempty"`
	// All that is wrong with the request, where that is more than one thing. The first is told above too.
	Errors []Fault `json:"errors,omitempty"`
	// Of a refused credential: the sign-in that its user on another device, or a broker, has ended. The device that it
	// was on deletes what it holds.
	RevokedSession *crm.ID `json:"revokedSession,omitempty"`
}

// Fault is one of several things that are wrong with a request.
type Fault struct {
	Field  string   `json:"field,omitempty"`
	Code   crm.Code `json:"code"`
	Detail string   `json:"detail"`
}

// Failure is what went wrong with one of several records.
type Failure struct {
	ID     crm.ID   `json:"id" ref:"MaybeID"`
	Code   crm.Code `json:"code"`
	Detail string   `json:"detail"`
	Field  string   `json:"field,omitempty"`
	// All that is wrong with it, where that is more than one thing. The first is told above too.
	Errors []Fault `json:"errors,omitempty"`
}
