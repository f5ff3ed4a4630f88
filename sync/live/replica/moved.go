package replica

import "roomkey/crm"

// Move ends a document: its half of the record goes on in another one, which all peers that may read it are told of.
// Everything must be durable.
func Move(d *Document, to crm.ID) (effects []Effect) {
	d.Moved = to
	for _, p := range d.peers {
		effects = append(effects, TellMoved(d, p)...)
	}
	return effects
}

// TellMoved tells a peer which document continues d, if one does.
func TellMoved(d *Document, p *Peer) []Effect {
	if d.Moved.IsZero() || p.stage == closed || p.stage == quiet || !p.Reads() {
		return nil // a quiet peer is told when its first message is answered
	}
	return []Effect{Moved{p, d.Moved, d.graph.Heads()}}
}
