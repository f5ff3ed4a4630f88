package engine

import (
	"errors"
	"fmt"

	"roomkey/crm"
	"roomkey/internal/child"
)

// Main is the hidden command that an engine process runs; it returns when the server closes the pipe or ends.
func Main() error {
	inChild.Store(true)
	w := newWorker()
	return child.Serve(w.answer)
}

// worker answers requests in an engine process, one after the other.
type worker struct {
	shelf *shelf
}

func newWorker() *worker {
	return &worker{shelf: newShelf(maxHeldDocuments, maxHeldBytes, maxResidentBytes, residentBytes)}
}

// errNotLoaded asks the server for the document's chunks.
var errNotLoaded = errors.New("the document is not loaded")

// answer works a request off. Whatever goes wrong, the document is forgotten: a half of a change must not stay.
func (w *worker) answer(data []byte) (answer []byte) {
	r, err := decodeRequest(data)
	if err != nil {
		return append([]byte{statusFailed}, err.Error()...)
	}
	defer func() {
		if fault := recover(); fault != nil { // automerge-go panics where it meets a result that it does not know
			err = fmt.Errorf("automerge-go: %v", fault)
		}
		if err != nil {
			answer = failure(err)
			if !errors.Is(err, errNotLoaded) {
				w.shelf.forget(r.doc)
			}
		}
	}()
	answer, err = w.work(r)
	return answer
}

func (w *worker) work(r *request) ([]byte, error) {
	if r.flags&flagForgetAll != 0 {
		w.shelf.forgetAll()
	}
	if r.flags&flagForget != 0 {
		w.shelf.forget(r.doc)
	}
	d := w.shelf.get(r.doc)
	if d == nil {
		if r.flags&flagLoad == 0 {
			return nil, errNotLoaded
		}
		var err error
		if d, err = load(r.load); err != nil {
			return nil, fmt.Errorf("loading the document: %w", err)
		}
		w.shelf.put(r.doc, d)
		w.shelf.litter(d.bytes()) // what loading used besides
	}
	defer w.shelf.weigh(r.doc)
	switch r.op {
	case opOpen:
		return []byte{statusDone}, nil
	case opApply:
		return d.applyCall(r)
	case opAuthor:
		return d.authorCall(r)
	case opFields:
		if len(r.heads) > 0 {
			defer w.shelf.litter(d.bytes())
		}
		return d.fieldsCall(r)
	case opSnapshot:
		defer w.shelf.litter(d.bytes())
		return d.snapshotCall()
	}
	return nil, fmt.Errorf("there is no operation %d", r.op)
}

// refusal is an error of a change or draft, not of the engine.
type refusal struct{ err *crm.Error }

func (r *refusal) Error() string { return r.err.Error() }
func (r *refusal) Unwrap() error { return r.err }

func refuse(code crm.Code, field string, err error) error {
	return &refusal{&crm.Error{Code: code, Field: field, Message: err.Error()}}
}

// failure encodes an error: of a refusal, its code, field and message.
func failure(err error) []byte {
	var r *refusal
	switch {
	case errors.Is(err, errNotLoaded):
		return []byte{statusNotLoaded}
	case errors.As(err, &r):
		b := appendBytes([]byte{statusRefused}, string(r.err.Code))
		return appendBytes(appendBytes(b, r.err.Field), r.err.Message)
	}
	return append([]byte{statusFailed}, err.Error()...)
}
