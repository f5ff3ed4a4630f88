package wire

import "context"

// MaxMessage is the longest message that a network carries, in bytes.
const MaxMessage = 1 << 20

// Network carries messages between regions. A region's own messages don't come back to it. Its methods may be called
// concurrently.
type Network interface {
	// Publish sends a message to whoever has subscribed, as well as it can: nothing tells whether it arrived. Messages
	// of one region to one subject arrive in the order in which Publish was called. It does not wait for the network.
	// Errors: too_large beyond MaxMessage, unavailable where there is no connection at all.
	Publish(subject string, data []byte) error
	// Subscribe has heard called with the messages of a subject, in which "*" stands for one word and ">" for the rest,
	// one after the other. data belongs to heard. Stop returns when no call of heard is under way any more; heard must
	// not call it.
	Subscribe(subject string, heard func(subject string, data []byte)) (stop func(), err error)
	// Request sends a question and waits for the answer until ctx ends, which must have a deadline. Errors: too_large;
	// unavailable where nobody answered.
	Request(ctx context.Context, subject string, data []byte) ([]byte, error)
	// Answer has answer called with the questions to a subject, several at once. A nil answer is not sent. Stop returns
	// when no call of answer is under way any more; answer's ctx ends then.
	Answer(subject string, answer func(ctx context.Context, data []byte) []byte) (stop func(), err error)
}

// Rows puts the entries of ledgers in one order, the same for every region. Its methods may be called concurrently.
type Rows interface {
	// Append stores entries after the subject's entry `after`, 0 for a subject that has none: all of them, one after
	// the other without any between, or none. It gives the sequence of the last one; sequences are 1 or more and grow
	// over all subjects. ctx must have a deadline. Errors: conflict where another entry of the subject came first;
	// unavailable where nobody knows whether they were stored: look whose entry took the place; too_large.
	Append(ctx context.Context, subject string, after uint64, entries ...[]byte) (last uint64, err error)
	// Read calls heard with the entries from a sequence on, in order and without gaps other than of entries that were
	// dropped because of newer ones of their subjects. It waits for those to come, and comes back by itself after a
	// fault, until ctx ends (nil) or heard fails, whose error it returns. Errors: conflict where the order ends before
	// from - 1, so that it is not the one that was read.
	Read(ctx context.Context, from uint64, heard func(seq uint64, subject string, data []byte) error) error
	// At gives the entry at a place. Errors: not_found where it was dropped, or never was in this order; unavailable.
	At(ctx context.Context, seq uint64) (subject string, data []byte, err error)
	// Leader is the region that appends fastest, "" while that is not known.
	Leader() string
}
