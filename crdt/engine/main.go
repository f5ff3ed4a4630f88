package engine

import (
	"errors"
	"fmt"

	"roomkey/crm"
	"roomkey/internal/child"
)

// Main is the hidden command that an engine process runs. It returns when the server closes the pipe or ends.
func Main() error {
	inChild.Store(true)
	w := newWorker()
	return child.Serve(w.answer)
}

// worker answers requests in an engine process, one after the other.
type worker struct {
	cache *cache
	past  *replayed // in the process of the past: the document that was asked for last
}

func newWorker() *worker {
	return &worker{cache: newCache(maxHeldDocuments, maxHeldBytes, maxResidentBytes, residentBytes)}
}

// errNotLoaded asks the server for the document's chunks.
var errNotLoaded = errors.New("the document is not loaded")

// answer handles a request. After any error it drops the document, because half a change must not remain.
func (w *worker) answer(data []byte) (answer []byte) {
	r, err := decodeRequest(data)
	if err != nil {
		return append([]byte{statusFailed}, err.Error()...)
	}
	defer func() {
		if fault := recover(); fault != nil { // automerge-go panics on a result that it does not know
			err = fmt.Errorf("automerge-go: %v", fault)
		}
		if err != nil {
			answer = failure(err)
			if !errors.Is(err, errNotLoaded) {
				w.cache.drop(r.doc)
				w.past = nil
			}
		}
	}()
	answer, err = w.work(r)
	return answer
}

func (w *worker) work(r *request) ([]byte, error) {
	if r.op == opPast {
		return w.pastCall(r)
	}
	if r.flags&flagDropAll != 0 {
		w.cache.dropAll()
	}
	if r.flags&flagDrop != 0 {
		w.cache.drop(r.doc)
	}
	for _, id := range r.drops {
		w.cache.drop(crm.ID(id))
	}
	if r.op == opTidy {
		return w.cache.tidy(), nil
	}
	if r.flags&flagTight != 0 {
		w.cache.bytes, w.cache.limit = tightHeldBytes, tightResidentBytes
	}
	if r.flags&flagAlone != 0 {
		w.cache.dropOthers(r.doc)
	}
	d := w.cache.get(r.doc)
	if d == nil {
		if r.flags&flagLoad == 0 {
			return nil, errNotLoaded
		}
		var err error
		if d, err = load(r.load); err != nil {
			return nil, fmt.Errorf("loading the document: %w", err)
		}
		w.cache.put(r.doc, d)
		w.cache.freed(d.bytes()) // memory that loading used besides
	}
	defer w.cache.resize(r.doc)
	switch r.op {
	case opOpen:
		return []byte{statusDone}, nil
	case opApply:
		return d.applyCall(r)
	case opAuthor:
		return d.authorCall(r)
	case opFields:
		if len(r.heads) > 0 {
			defer w.cache.freed(d.bytes())
		}
		return d.fieldsCall(r)
	case opSnapshot:
		defer w.cache.freed(d.bytes())
		return d.snapshotCall()
	}
	return nil, fmt.Errorf("there is no operation %d", r.op)
}

// failure encodes an error; of a refusal its code, field and message.
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
