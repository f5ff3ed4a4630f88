package engine

import "roomkey/crm"

// refusal is an error caused by a change or draft, not by the engine.
type refusal struct{ err *crm.Error }

func (r *refusal) Error() string { return r.err.Error() }

func (r *refusal) Unwrap() error { return r.err }

func refuse(code crm.Code, field string, err error) error {
	return &refusal{&crm.Error{Code: code, Field: field, Message: err.Error()}}
}
