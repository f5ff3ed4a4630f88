package crdt

import (
	"errors"

	"roomkey/crm"
)

// errLongActor refuses an actor id that Automerge would take.
var errLongActor = malformed("an actor id has 1 to 64 bytes")

// OversizeError says that a change whose hash is known holds more than a limit allows: operations, dependencies,
// actors or overwritten values. An author may have stored such a change, so the receiver refuses it and its descendants
// and reads on. Nothing was allocated for what it holds. Err has code too_large, or
// invalid for too long an actor id.
//
// A change that inflates to too much is not an OversizeError: its hash is unknown without inflating all of it.
type OversizeError struct {
	Hash Hash
	Deps []Hash // nil if there are too many of them
	Err  *crm.Error
}

func (e *OversizeError) Error() string { return "change " + e.Hash.String() + ": " + e.Err.Error() }

// Unwrap returns the error for the author.
func (e *OversizeError) Unwrap() error { return e.Err }

// Node returns the part of the change that Peer.Refuse needs.
func (e *OversizeError) Node() Node { return Node{Hash: e.Hash, Deps: e.Deps} }

// oversize names the change in an error of a limit, and returns any other error as it is. The hash of the change
// must be known.
func (c *Change) oversize(err error) error {
	var limit *crm.Error
	if !errors.As(err, &limit) || limit.Code != crm.CodeTooLarge && err != errLongActor {
		return err
	}
	return &OversizeError{Hash: c.Hash, Deps: c.Deps, Err: limit}
}
