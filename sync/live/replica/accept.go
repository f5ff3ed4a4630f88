package replica

import (
	"errors"
	"slices"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
)

// Accept takes in a batch that the engine has applied. It acknowledges known changes and tells the author which changes
// are refused. The peers get the accepted changes, and the next write stores them.
func (d *Document) Accept(b *Batch, now time.Time) []Effect {
	effects := d.ackKnown(nil, b.By, b.known)
	effects = tellRefused(effects, b)
	effects = d.bindFresh(effects, b)
	if len(b.Changes) == 0 {
		return effects
	}
	effects = tellRepaired(effects, b)
	brought := d.keepAll(b, now)
	if !d.Agrees(b.State) {
		effects = append(effects, Drop{})
	}
	effects = d.fanOut(effects, b.By.Peer)
	if p := b.By.Peer; p != nil {
		p.sync.Holds(d.graph, brought...)
		p.lag()
	}
	return d.reconsider(effects, b.By.Peer, brought)
}

// Abandon ends a batch without accepting anything. Refused changes stay refused.
func (d *Document) Abandon(b *Batch) []Effect {
	b.Changes = nil
	return tellRefused(d.bindFresh(nil, b), b)
}

// RefuseOversize refuses changes of a peer that exceed a limit and were not decoded. Those that the document has are
// acknowledged instead.
func (d *Document) RefuseOversize(p *Peer, changes []*crdt.OversizeError) []Effect {
	b := &Batch{By: Submission{Peer: p, Reads: p.Reads()}}
	for _, c := range changes {
		if d.graph.Has(c.Hash) {
			b.known = append(b.known, c.Hash)
		} else {
			b.refuse(d, c.Node(), c.Err)
		}
	}
	return tellRefused(d.ackKnown(nil, b.By, b.known), b)
}

// keepAll notes that the changes of a batch are applied and must be stored. It returns those that the peer has brought.
func (d *Document) keepAll(b *Batch, now time.Time) (brought []crdt.Hash) {
	var from []*Peer
	if b.By.Peer != nil {
		from = []*Peer{b.By.Peer}
	}
	for _, c := range b.Changes {
		a := Accepted{
			StoredChange: crm.StoredChange{Hash: c.Hash, Data: c.Data, User: b.ownerOf(c), At: now},
			Actor:        c.Actor, Came: b.By.Came, Repair: b.added[c.Hash],
		}
		if as, imported := b.foreign[c.Hash]; imported {
			a.At = as.At
		}
		a.held = a.Repair || b.By.Server && !b.Imported() || slices.Contains(b.fresh, c.Actor)
		if !a.Repair {
			a.From = from
			brought = append(brought, c.Hash)
		}
		d.keep(a)
	}
	d.absorb(b.State, b.touched())
	if b.Setting.Record.IsZero() && d.Standing != Draft && b.By.Peer != nil {
		d.Standing, d.Author = Draft, b.By.User.ID
	}
	return brought
}

// AddAuthored adds a change to a batch, after those that it holds. The engine has made and applied the change already,
// and b.State is the result. fresh says that the batch holds the claim on the actor of the change.
func (d *Document) AddAuthored(b *Batch, c *crdt.Change, fresh bool) error {
	if fresh {
		b.fresh = append(b.fresh, c.Actor)
	}
	if err := b.checkNotes(d.Private, d.ops, c); err != nil {
		return err
	}
	touches, err := d.ops.Touched(nil, d.Private, c)
	if err != nil {
		return err
	}
	for _, touch := range touches {
		b.Roots = append(b.Roots, touch.Root)
	}
	if err := d.add(c, b.By.UserID()); err != nil {
		return err
	}
	// A long text takes many changes. Only the bytes are needed from now on, and what competes with values: GiveWay.
	c.Ops = slices.Clone(slices.DeleteFunc(c.Ops, func(op crdt.Op) bool {
		return op.Insert || op.List && op.Action == crdt.ActionDelete
	}))
	b.Changes = append(b.Changes, c)
	return nil
}

// checkNotes refuses a change, made by the server for a user, that touches others' notes.
func (b *Batch) checkNotes(private bool, ops *crdt.OpSet, c *crdt.Change) error {
	if b.By.User == nil {
		return nil
	}
	return crdt.Policy{
		Private: private, User: b.By.User.ID, Draft: b.Setting.Record.IsZero(),
		DeletesNotes: b.By.User.MayDeleteNotes(),
	}.CheckNotes(ops, c)
}

// bindFresh has the next write bind each new actor that has an accepted change. It releases the other new actors.
func (l *ledger) bindFresh(effects []Effect, b *Batch) []Effect {
	for _, actor := range b.fresh {
		i := slices.IndexFunc(b.Changes, func(c *crdt.Change) bool { return c.Actor == actor })
		if i >= 0 {
			l.binding = append(l.binding, binding{actor, b.ownerOf(b.Changes[i])})
		} else {
			effects = append(effects, Release{actor})
		}
	}
	return effects
}

// reconsider restarts the peers to which one of these changes was refused. The change has now come from its own author.
func (d *Document) reconsider(effects []Effect, speaker *Peer, hashes []crdt.Hash) []Effect {
	for _, p := range d.peers {
		if p != speaker && p.stage != closed && p.sync.Refused(hashes...) {
			effects = append(effects, p.AskAgain())
		}
	}
	return effects
}

// Chunks returns the changes of the batch as the engine takes them.
func (b *Batch) Chunks() [][]byte {
	chunks := make([][]byte, len(b.Changes))
	for i, c := range b.Changes {
		chunks[i] = c.Data
	}
	return chunks
}

// ErrCulprit says that the engine has refused a change that it was not given.
var ErrCulprit = errors.New("the engine refuses what it was not given")

// DropCulprit deals with a batch that the engine refused. The document must have been restored without the batch.
// DropCulprit refuses the change named by hash, with the error bad, and all changes made after it. A change is refused
// for what the server has added with it, and that goes with the change. DropCulprit adds the other changes to the
// history and the batch again. If bad is nil, no change is to blame, and the batch becomes empty. After an error the
// document must be restored again.
func (d *Document) DropCulprit(b *Batch, hash crdt.Hash, bad *crm.Error) error {
	changes := b.Changes
	b.Changes = nil
	if bad == nil {
		return nil
	}
	hash = b.causeOf(changes, hash)
	for _, c := range changes {
		switch {
		case c.Hash == hash:
			b.refuse(d, crdt.NodeOf(c), bad)
		case b.added[c.Hash] && len(d.graph.Missing(c.Deps)) > 0: // nobody but the server has it
		case b.stranded(c):
			b.refuse(d, crdt.NodeOf(c), ErrStranded)
		default:
			if err := d.add(c, b.ownerOf(c)); err != nil {
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

// causeOf returns the change with which the server has added a change, or the change itself. What the server adds
// follows its cause.
func (b *Batch) causeOf(changes []*crdt.Change, hash crdt.Hash) crdt.Hash {
	cause := hash
	for _, c := range changes {
		if !b.added[c.Hash] {
			cause = c.Hash
		}
		if c.Hash == hash {
			return cause
		}
	}
	return hash
}
