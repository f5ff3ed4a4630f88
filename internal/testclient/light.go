package testclient

import (
	"roomkey/crdt"
	"roomkey/crm"
)

// LightNews is what a light document was told. The slices are the message's: copy what is kept.
type LightNews struct {
	Doc    crm.ID
	Heads  []crm.Hash
	Chunks [][]byte // the changes themselves, not looked at
}

// Brings reports whether the change itself came, not only word of it: a chunk's checksum is the beginning of its hash,
// whether it is deflated or not.
func (n *LightNews) Brings(hash crm.Hash) bool {
	for _, chunk := range n.Chunks {
		if len(chunk) >= 8 && [4]byte(chunk[4:8]) == [4]byte(hash[:4]) {
			return true
		}
	}
	return false
}

// glance takes a message for a light document, which answers as a stock client in sync does, but for the filter: it has
// these heads, and wants what comes after them. The caller holds the lock.
func (d *Doc) glance(message *crdt.Message) error {
	d.heads = message.Heads
	if d.c.opts.OnLight != nil {
		d.c.opts.OnLight(LightNews{d.ID, message.Heads, message.Changes})
	}
	answer := crdt.Message{Heads: d.heads, Have: []crdt.Have{{LastSync: d.heads}}}
	return d.send("sync", answer.Encode())
}
