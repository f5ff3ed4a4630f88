package web

import (
	"reflect"
	"slices"
	"strings"

	"roomkey/crm"
)

// Operation is a row of the table of routes, as the OpenAPI document tells it.
type Operation struct {
	Method, Path    string // below /api/v1
	Summary         string
	Rights          string          // "open", "reads", "writes", "signedIn" or "brokerOnly"
	Request, Answer reflect.Type    // structs of package api
	Kind            *crm.RecordType // what the path is about; nil: no single type of record
	Status          int             // of success
	Media           string          // of an answer that is streamed; "" for JSON, or for none
	MayLose         bool            // 204 where the caller may not read the record any more
	Already         bool            // 200 where what is to be made was made before
	Idempotent      bool            // takes an Idempotency-Key
	Failures        []int           // statuses of what may be the client's fault, in order
}

// Operations are the rows of the table of routes, one for each type of record where a row is about records.
func Operations() []Operation {
	var list []Operation
	for _, r := range expand(table(&handlers{})) {
		op := Operation{Method: r.method, Path: r.path, Summary: r.summary,
			Rights: string(r.rights), Request: r.request,
			Answer: r.answer, Kind: r.kind, Status: r.success(), MayLose: r.mayLose, Already: r.already,
			Idempotent: r.idempotent()}
		op.Media, _, _ = strings.Cut(r.media, ";")
		for _, code := range r.codes() {
			op.Failures = append(op.Failures, statuses[code])
		}
		slices.Sort(op.Failures)
		op.Failures = slices.Compact(op.Failures)
		list = append(list, op)
	}
	return list
}
