package crdt

import "math"

// Limits of one change and of one message. A change or message beyond a limit is refused with code too_large before
// memory is allocated for it. A change beyond a limit of what it holds is an OversizeError.
const (
	maxDeps          = 512      // dependencies of a change, heads of a document chunk
	maxPlainOps      = 10_000   // operations of a change that neither insert nor delete
	maxChangeOps     = 210_000  // operations of a change: 100,000 characters may replace as many
	maxOpPreds       = 512      // operations that one operation overwrites
	maxChangePreds   = 40_000   // operations that a change overwrites, besides one for each deletion
	maxOtherActors   = 10_000   // actors that a change names besides its own
	maxActorBytes    = 64       // length of an actor id
	maxChangeBytes   = 16 << 20 // inflated size of a deflated change
	maxInflatedBytes = 64 << 20 // total inflated size of the deflated changes of one message
	maxMessageOps    = 500_000  // operations of all changes of one message; a whole document may have as many
	maxCounter       = 1<<32 - 1
)

var (
	errChangeOps = tooLarge("the change has more than 210000 operations")
	errPlainOps  = tooLarge("the change has more than 10000 operations besides insertions and deletions")
)

// Budget is the work that the changes of one message may still cause. It is not safe for concurrent use. Parse all
// changes of a message with the same Budget: each change may be within its limits while all of them together are not.
type Budget struct {
	Inflated int64 // bytes that deflated changes may still inflate to
	Room     int   // operations that the next change may have; [ErrRoom] is returned for a larger one
	ops      int64 // operations decoded so far
}

// ErrRoom is returned for a change of more operations than the budget has room for now. Some 600 bytes are taken by
// each until it is applied. The budget is charged for nothing, and nothing was allocated for them.
var ErrRoom = tooLarge("there is no room for the change now")

// NewBudget returns the budget of one message: 64 MiB inflated and 500,000 operations. It has room for any
// change.
func NewBudget() *Budget { return &Budget{Inflated: maxInflatedBytes, Room: math.MaxInt} }

func (b *Budget) inflate(bytes int64) error {
	switch {
	case bytes > b.Inflated:
		b.Inflated = 0
		return tooLarge("the message inflates to more than 64 MiB")
	case bytes > maxChangeBytes:
		b.Inflated = 0
		return tooLarge("a change inflates to more than 16 MiB")
	}
	b.Inflated -= bytes
	return nil
}

func (b *Budget) decode(ops int64) error {
	if b.ops+ops > maxMessageOps {
		return tooLarge("the message has more than 500000 operations")
	}
	b.ops += ops
	return nil
}
