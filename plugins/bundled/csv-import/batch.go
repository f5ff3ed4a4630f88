package main

import (
	"errors"
	"strings"

	roomkey "roomkey/plugins/sdk/go"
)

const (
	batchRows  = 200
	batchBytes = 512 << 10 // a call may have 1 MiB
	batches    = 20        // minimum number of batches, so that even a small file shows progress
)

// add adds a change to the batch. A change is not much larger than its row.
func (i *importer) add(p *planned, bytes int) error {
	if i.bytes+bytes > batchBytes {
		if err := i.flush(); err != nil {
			return err
		}
	}
	i.pending, i.bytes = append(i.pending, p), i.bytes+bytes
	return nil
}

// flush proposes the pending changes and waits until they are saved, because later rows may be merged into their
// records.
func (i *importer) flush() error {
	pending := i.pending
	i.pending, i.bytes = nil, 0
	if err := i.propose(pending); err != nil {
		return err
	}
	return i.task.Checkpoint(&i.tally)
}

// propose proposes changes together. If one of them is refused, it finds that one and proposes the others.
func (i *importer) propose(list []*planned) error {
	if len(list) == 0 {
		return nil
	}
	changes := make([]roomkey.Change, len(list))
	for k, p := range list {
		changes[k] = p.change(i.kind.Name)
	}
	if i.task.DryRun {
		for _, p := range list {
			i.tally.done(p)
			if p.record.plan = nil; p.record.id == "" {
				p.record.id = wouldBe
			}
		}
		return nil
	}
	made, err := i.task.Propose(changes...)
	switch {
	case err == nil:
		for k, p := range list {
			i.tally.done(p)
			p.record.id, p.record.plan = made[k].Record, nil
		}
		return nil
	case !refused(err) || len(list) == 1 && list[0].record.id == "" && errors.Is(err, roomkey.Denied):
		return err // a caller who may not create one record may not create any
	case len(list) == 1:
		list[0].record.plan = nil
		field, message := about(err.Error())
		for _, row := range list[0].rows {
			i.tally.fail([]problem{{Row: row, Field: field, Message: message}})
		}
		return nil
	}
	half := len(list) / 2
	if err := i.propose(list[:half]); err != nil {
		return err
	}
	return i.propose(list[half:])
}

// about separates the field from the server's message about the only change of a call: "changes/0/PublicRemarks: is too
// long".
func about(refusal string) (field, message string) {
	rest, located := strings.CutPrefix(refusal, "changes/0")
	if field, message, ok := strings.Cut(rest, ": "); located && ok {
		return field, message
	}
	return "", refusal
}

// refused reports whether an error is about the changes rather than the server.
func refused(err error) bool {
	for _, code := range []roomkey.Code{roomkey.Invalid, roomkey.NotFound, roomkey.Denied, roomkey.Conflict,
		roomkey.TooLarge} {
		if errors.Is(err, code) {
			return true
		}
	}
	return false
}
