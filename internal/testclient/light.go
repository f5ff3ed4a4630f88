package testclient

import (
	"roomkey/crdt"
	"roomkey/crm"
)

// LightUpdate is what a light document was told. The slices are the message's: copy what is kept.
type LightUpdate struct {
	Doc    crm.ID
	Heads  []crm.Hash
	Chunks [][]byte // the changes themselves, not looked at
}

// Brings reports whether the change itself came, not only word of it: a chunk's checksum is the beginning of its hash,
// whether it is deflated or not.
func (u *LightUpdate) Brings(hash crm.Hash) bool {
	for _, chunk := range u.Chunks {
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
		d.c.opts.OnLight(LightUpdate{d.ID, message.Heads, message.Changes})
	}
	answer := crdt.Message{Heads: d.heads, Have: []crdt.Have{{LastSync: d.heads}}}
	return d.send("sync", answer.Encode())
}
