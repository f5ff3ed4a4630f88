package sync

import "roomkey/crdt"

// vouch tells a peer, at its first message, which of the heads that it names are durable, now or as soon as they are. What
// was saved while its last connection broke would else wait for ever on the device: a peer in sync sends no change again.
func (d *dossier) vouch(doc *document, l *Link, heads []crdt.Hash) {
	var known []crdt.Hash
	for _, h := range heads {
		if doc.graph.Has(h) {
			known = append(known, h)
		}
	}
	d.tellKnown(doc, &batch{by: submission{link: l}, known: known})
}
