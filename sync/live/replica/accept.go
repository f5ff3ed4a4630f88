package replica

import (
	"errors"
	"slices"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
)

// Accept takes in what the engine said of a batch: what was known is acknowledged, what was refused is told, and the
// rest is given to the peers and kept to be made durable.
func (d *Document) Accept(b *Batch, now time.Time) []Effect {
	effects := d.ackKnown(nil, b.By, b.known)
	effects = tellRefused(effects, b)
	effects = d.bindFresh(effects, b)
	if len(b.Changes) == 0 {
		return effects
	}
	hashes := d.keepAll(b, now)
	if !d.Agrees(b.State) {
		effects = append(effects, Drop{})
	}
	effects = d.fanOut(effects, b.By.Peer)
	if p := b.By.Peer; p != nil {
		p.sync.Holds(d.graph, hashes...)
		p.lag()
	}
	return d.reconsider(effects, b.By.Peer, hashes)
}

// Abandon ends a batch of which nothing is accepted; what it refused stays refused.
func (d *Document) Abandon(b *Batch) []Effect {
	b.Changes = nil
	return tellRefused(d.bindFresh(nil, b), b)
}

// keepAll notes the batch's changes as applied and to be made durable.
func (d *Document) keepAll(b *Batch, now time.Time) []crdt.Hash {
	hashes := make([]crdt.Hash, len(b.Changes))
	var from []*Peer
	if b.By.Peer != nil {
		from = []*Peer{b.By.Peer}
	}
	for i, c := range b.Changes {
		hashes[i] = c.Hash
		d.keep(Accepted{
			StoredChange: crm.StoredChange{Hash: c.Hash, Data: c.Data, User: ownerOf(c, b.By), At: now},
			Actor:        c.Actor, From: from, Came: b.By.Came, held: b.By.Server || slices.Contains(b.fresh, c.Actor),
		})
	}
	d.absorb(b.State)
	if b.Setting.Record.IsZero() && d.Standing != Draft && b.By.Peer != nil {
		d.Standing, d.Author = Draft, b.By.User.ID
	}
	return hashes
}

// Write adds to a batch the change that the engine has made and applied already. fresh: its actor's claim is the
// batch's.
func (d *Document) Write(b *Batch, c *crdt.Change, fresh bool) error {
	if fresh {
		b.fresh = append(b.fresh, c.Actor)
	}
	touches, err := d.ops.Touched(nil, d.Private, c)
	if err != nil {
		return err
	}
	for _, touch := range touches {
		b.Roots = append(b.Roots, touch.Root)
		if _, there := b.State.Fields[touch.Root]; !there {
			b.State.Absent = append(b.State.Absent, touch.Root)
		}
	}
	b.sortRoots()
	if err := d.add(c, b.By.UserID()); err != nil {
		return err
	}
	b.Changes = []*crdt.Change{c}
	return nil
}

// bindFresh has the next write bind the actors that came for the first time, where something of theirs was accepted.
func (l *ledger) bindFresh(effects []Effect, b *Batch) []Effect {
	for _, actor := range b.fresh {
		if slices.ContainsFunc(b.Changes, func(c *crdt.Change) bool { return c.Actor == actor }) {
			l.binding = append(l.binding, binding{actor, b.By.UserID()})
		} else {
			effects = append(effects, Release{actor})
		}
	}
	return effects
}

// reconsider begins again with those peers that were refused a change which has now come from its own author.
func (d *Document) reconsider(effects []Effect, speaker *Peer, hashes []crdt.Hash) []Effect {
	for _, p := range d.peers {
		if p != speaker && p.stage != closed && p.sync.Refused(hashes...) {
			effects = append(effects, d.AskAgain(p))
		}
	}
	return effects
}

// AskAgain begins the conversation with a peer again, and has it send all that the document lacks: something of it
// that was refused is wanted after all. A message without heads makes an Automerge forget what it has sent.
func (d *Document) AskAgain(p *Peer) Effect {
	p.Reset()
	m := crdt.Message{Have: []crdt.Have{{}}}
	return Restart{p, m.Encode()}
}

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

// TakeBack deals with a batch that the engine did not take, after the document was restored without it: bad refuses
// the change named by hash and what was made after it, and the rest is in the batch again. Where bad is nil it is
// nobody's fault: nothing is refused, nothing accepted. ErrCulprit, or what the history says, means that the document
// has to be restored again.
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
