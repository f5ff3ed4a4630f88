package replica

import (
	"slices"

	"roomkey/crdt"
	"roomkey/crm"
)

// Rollback takes back all changes that are not durable, because the storage refuses them for good. A usual cause is a
// draft beyond its author's quota. lost are the accepted changes; Reinstate must then take them out of the content.
// stands says that a record is stored.
func (d *Document) Rollback(stands bool) (lost []Accepted, effects []Effect) {
	lost = d.unsaved
	effects = d.drop(nil)
	if d.Standing == Adopted {
		d.Standing = Member
	}
	if !stands && d.stored == 0 {
		d.Standing, d.Author = Unheard, crm.ID{}
	}
	return lost, effects
}

// Reinstate ends a rollback. The document then holds what is stored, and is a draft again if that is one. stored is nil
// if nothing is stored; long is as in Load.
func (d *Document) Reinstate(stored *crm.Stored, long func() (end func())) error {
	if err := d.Restore(stored, nil, long); err != nil {
		return err
	}
	if stored != nil && stored.Draft {
		d.Standing, d.Author = Draft, stored.Author
	}
	return nil
}

// Restarted begins the conversations with all peers again after a rollback.
func (d *Document) Restarted(mayRead func(*Peer) bool) (effects []Effect) {
	for _, p := range d.peers {
		p.Reset()
		p.SetReads(p.stage != closed && mayRead(p))
		effects = append(effects, Restart{Peer: p})
	}
	return effects
}

// Unwritable reports whether a change is to blame for a refused write, so that the other changes may be resubmitted.
func Unwritable(bad *crm.Error) bool {
	return bad.Code == crm.CodeInvalid || bad.Code == crm.CodeConflict || bad.Code == crm.CodeInternal
}

// RefuseAccepted refuses a change that had been accepted, and appends the effects that tell its senders.
func (d *Document) RefuseAccepted(effects []Effect, a *Accepted, bad *crm.Error) []Effect {
	c, err := crdt.ParseChange(a.Data, nil)
	if err != nil {
		return effects
	}
	for _, p := range a.From {
		p.sync.Refuse(d.seen(p), crdt.NodeOf(c))
		effects = append(effects, TakenBack{p, a.Hash, bad})
	}
	return effects
}

// Vanish takes everything back because the record is no longer stored. Its peers are detached. The error bad tells them
// why their unsaved changes are refused.
func (d *Document) Vanish(bad *crm.Error) (effects []Effect) {
	for _, p := range slices.Clone(d.peers) {
		p.Reset()
		p.SetReads(false)
		d.Detach(p)
		effects = append(effects, Restart{Peer: p})
	}
	for i := range d.unsaved {
		effects = d.RefuseAccepted(effects, &d.unsaved[i], bad)
	}
	return d.drop(effects)
}

// Unmake returns an empty document in place of one that could not be made. Nobody outside the actor has seen its
// content. The peers of a shared document are attached to the empty one. The peers of a private document are attached
// again later.
func (d *Document) Unmake() (fresh *Document, effects []Effect) {
	fresh = New(d.ID, false)
	for _, p := range slices.Clone(d.peers) {
		d.Detach(p)
		if !d.Private {
			fresh.Attach(p)
		}
	}
	return fresh, d.drop(nil)
}

// Depart detaches and returns the peers of a document that moves to another record.
func (d *Document) Depart() (peers []*Peer, effects []Effect) {
	peers = slices.Clone(d.peers)
	for _, p := range peers {
		p.Reset()
		p.SetReads(false)
		d.Detach(p)
		effects = append(effects, Restart{Peer: p})
	}
	return peers, effects
}
