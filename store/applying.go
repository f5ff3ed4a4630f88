package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"

	"roomkey/crm"
)

// applying is an entry that is being applied within a transaction, whose time is the entry's.
type applying struct {
	*batch
	ctx        context.Context
	id, broker crm.ID // the entry's
	seq        uint64 // its place
	index      *index // which records a user loses
	drawn      uint64
	told       []crm.Event // for this region's rooms
}

// errOvertaken refuses a change of what another entry has changed since somebody looked.
var errOvertaken error = crm.ErrOvertaken

// newID makes the next id of those that the entry has not named, the same one in every region.
func (a *applying) newID() crm.ID {
	a.drawn++
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(a.id[:], a.drawn))
	return crm.NewID(bytes.NewReader(sum[:]))
}

// directoryChanged tells whoever watches the directory that it is another.
func (a *applying) directoryChanged() error {
	return a.exec(`UPDATE directory SET version = version + 1`)
}
