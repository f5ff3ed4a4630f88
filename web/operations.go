package web

import (
	"context"
	_ "embed"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"roomkey/crm"
	"roomkey/web/api"
)

// openAPI is the OpenAPI document, made of the rows by the command in the folder openapi.
//
//go:generate go run ./openapi
//go:embed openapi.json
var openAPI []byte

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
	Idempotent      bool            // takes an Idempotency-Key
	Failures        []int           // statuses of what may be the client's fault, in order
}

// Operations are the rows of the table of routes, one for each type of record where a row is about records.
func Operations() []Operation {
	var list []Operation
	for _, r := range expand(table(&handlers{})) {
		op := Operation{Method: r.method, Path: r.path, Summary: r.summary, Rights: string(r.rights), Request: r.request,
			Answer: r.answer, Kind: r.kind, Status: r.success(), MayLose: r.mayLose, Idempotent: r.idempotent()}
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

// success is the status of an answer.
func (r *route) success() int {
	switch {
	case r.out.empty:
		return http.StatusNoContent
	case r.status != 0:
		return r.status
	}
	return http.StatusOK
}

// document answers with the OpenAPI document.
type document struct{}

// show answers anybody: it tells nothing that a client does not have to know.
func (document) show(context.Context, *principal, *api.Empty) (*api.DocumentAnswer, error) {
	return &api.DocumentAnswer{Written: written(openAPI)}, nil
}

// written is JSON that is there already.
type written []byte

// AppendJSON is part of api.Written.
func (w written) AppendJSON(dst []byte) []byte { return append(dst, w...) }
