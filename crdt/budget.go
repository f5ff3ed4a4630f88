package crdt

// Caps of one change and of one message. Whatever is beyond is refused with code too_large before memory is taken for it.
const (
	maxDeps          = 512      // dependencies of a change, heads of a document chunk
	maxChangeOps     = 10_000   // operations of a change
	maxOpPreds       = 512      // operations that one operation overwrites
	maxChangePreds   = 40_000   // and all operations of a change together
	maxOtherActors   = 10_000   // actors named by a change besides its own
	maxActorBytes    = 64       // length of an actor id
	maxInflatedBytes = 16 << 20 // what the deflated changes of one message may inflate to
	maxMessageOps    = 200_000  // operations of the changes of one message: what a whole document may have
	maxCounter       = 1<<32 - 1
)

// Budget is what the changes of one message may still cost. It belongs to one goroutine. Parse all changes of a message
// with one Budget: each alone would pass its caps, however many there are.
type Budget struct {
	Inflated int64 // bytes that deflated changes may still inflate to
	ops      int64 // operations decoded so far
}

// NewBudget is the budget of one message: 16 MiB inflated and 200,000 operations.
func NewBudget() *Budget { return &Budget{Inflated: maxInflatedBytes} }

func (b *Budget) inflate(bytes int64) error {
	if bytes > b.Inflated {
		b.Inflated = 0
		return beyond("the message inflates to more than 16 MiB")
	}
	b.Inflated -= bytes
	return nil
}

func (b *Budget) decode(ops int64) error {
	if b.ops += ops; b.ops > maxMessageOps {
		return beyond("the message has more than 200000 operations")
	}
	return nil
}
