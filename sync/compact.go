package sync

import (
	"context"
	"errors"
	"slices"
)

const (
	maxCompactions = 1   // at a time
	compactFrom    = 256 // changes since the last snapshot
)

// compactor bounds how many documents are compacted at once.
type compactor struct{ tokens chan struct{} }

func newCompactor() *compactor { return &compactor{tokens: make(chan struct{}, maxCompactions)} }

// considerCompaction sees that a document is compacted when that pays: there are many changes since the last snapshot, a
// good part of all, so that the work for a document's whole life stays proportional to its length. It is a task of its
// own, and so many documents are compacted at once, that others hardly wait.
func (d *dossier) considerCompaction(doc *document) {
	if !doc.long() {
		return
	}
	select {
	case d.hub.compactor.tokens <- struct{}{}:
	default:
		return // its next commit asks again
	}
	d.post(0, func(ctx context.Context, d *dossier) bool {
		defer func() { <-d.hub.compactor.tokens }()
		if !doc.long() {
			return false
		}
		if err := d.compact(ctx, doc); err != nil {
			doc.summary = doc.stored // not again before as many changes have come
			d.hub.config.Log.Error("a document can't be compacted", "doc", doc.id, "error", err)
		}
		return false
	})
}

// long reports whether a snapshot pays, and may be made: nothing is on its way to the storage.
func (doc *document) long() bool {
	tail := doc.stored - doc.summary
	return !doc.draft && tail >= compactFrom && tail >= doc.stored/4 && len(doc.unsaved) == 0
}

// compact has the engine save the document and stores that, where it is smaller than the changes.
func (d *dossier) compact(ctx context.Context, doc *document) error {
	storage := d.hub.config.Storage
	chunk, heads, err := d.hub.config.Engine.Snapshot(ctx, doc.engineDoc(storage))
	if err != nil {
		return err
	}
	if !slices.Equal(heads, doc.graph.Heads()) {
		return errors.New("the snapshot has other heads than the history")
	}
	if len(chunk) >= doc.bytes {
		doc.summary = doc.stored
		return nil
	}
	if err := storage.Compact(ctx, doc.id, chunk, heads, doc.stored); err != nil {
		return err
	}
	doc.summary = doc.stored
	if d.hub.config.Metrics.Compacted != nil {
		d.hub.config.Metrics.Compacted()
	}
	return nil
}
