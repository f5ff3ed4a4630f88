package replica

import (
	"errors"

	"roomkey/crdt"
	"roomkey/crm"
)

// Chunks are the batch's changes as the engine takes them, and the root fields that it is asked for.
func (b *Batch) Chunks() (chunks [][]byte, roots []string) {
	b.sortRoots()
	if b.Roots == nil {
		b.Roots = []string{} // nil would ask for all
	}
	chunks = make([][]byte, len(b.Changes))
	for i, c := range b.Changes {
		chunks[i] = c.Data
	}
	return chunks, b.Roots
}

// ErrCulprit says that the engine refuses a change that it was not given.
var ErrCulprit = errors.New("the engine refuses what it was not given")

// TakeBack deals with a batch that the engine did not take, after the document was restored without it: bad refuses the change
// named by hash and what was made after it, and the rest is in the batch again. Where bad is nil it is nobody's fault: nothing
// is refused, nothing accepted. ErrCulprit, or what the history says, means that the document has to be restored again.
func (d *Document) TakeBack(b *Batch, hash crdt.Hash, bad *crm.Error) error {
	changes := b.Changes
	b.Changes = nil
	if bad == nil {
		return nil
	}
	for _, c := range changes {
		switch {
		case c.Hash == hash:
			b.refuse(d, c, bad)
		case b.stranded(c):
			b.refuse(d, c, ErrStranded)
		default:
			if err := d.add(c, ownerOf(c, b.By)); err != nil {
				return err
			}
			b.Changes = append(b.Changes, c)
		}
	}
	if len(b.Changes) == len(changes) {
		b.Changes = nil
		return ErrCulprit
	}
	return nil
}
