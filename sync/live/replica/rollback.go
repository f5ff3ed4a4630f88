package replica

import (
	"slices"

	"roomkey/crdt"
	"roomkey/crm"
)

// Rollback takes back all that is not durable, because the storage refuses it for good: a draft beyond its author's
// quota, as a rule. lost is what was accepted; Restore has to take it out of the content. stands: a record is stored.
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

// Reinstate ends a rollback: the document is what is stored, again a draft where that is one. stored is nil where
// nothing is.
func (d *Document) Reinstate(stored *crm.Stored) error {
	if err := d.Restore(stored, nil); err != nil {
		return err
	}
	if stored != nil && stored.Draft {
		d.Standing, d.Author = Draft, stored.Author
	}
	return nil
}

// Restarted begins the conversations again after a rollback.
func (d *Document) Restarted(mayRead func(*Peer) bool) (effects []Effect) {
	for _, p := range d.peers {
		p.Reset()
		p.SetReads(p.stage != closed && mayRead(p))
		effects = append(effects, Restart{Peer: p})
	}
	return effects
}

// Unwritable reports whether it is some change's fault that the storage refused a write, so that the others may be
// resubmitted.
func Unwritable(bad *crm.Error) bool {
	return bad.Code == crm.CodeInvalid || bad.Code == crm.CodeConflict || bad.Code == crm.CodeInternal
}

// TakenBack refuses a change that had been accepted.
func (d *Document) TakenBack(effects []Effect, a *Accepted, bad *crm.Error) []Effect {
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

// Vanish takes everything back because the record is no longer stored: its peers are detached and told for which
// reason.
func (d *Document) Vanish(bad *crm.Error) (effects []Effect) {
	for _, p := range slices.Clone(d.peers) {
		p.Reset()
		p.SetReads(false)
		d.Detach(p)
		effects = append(effects, Restart{Peer: p})
	}
	for i := range d.unsaved {
		effects = d.TakenBack(effects, &d.unsaved[i], bad)
	}
	return d.drop(effects)
}

// Unmake gives an empty document in place of one that could not be made. Nothing of that has left the actor but its
// peers, who stay: those of a shared document with the empty one, those of a private document until they are attached
// again.
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

// Depart takes the peers away from a document that moves to another record.
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
