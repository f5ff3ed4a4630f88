package guest

import "context"

// step is one run of a guest, in its process. The guest has a goroutine of its own and the pipe has another; they take
// turns, so that nothing here needs a lock.
type step struct {
	turns   chan []byte // what the guest wants: an answer to the server
	replies chan reply  // what it gets
	waiting []byte      // the result that crm_v1.read will give
	log     journal
}

// reply is what the server says to a guest that waits.
type reply struct {
	failed bool
	data   []byte
}

// startStep sets a guest going. Its goroutine ends with the turn of kind ended, which somebody must take.
func startStep(p program, t terms) *step {
	s := &step{turns: make(chan []byte), replies: make(chan reply)}
	s.log = journal{step: s, left: t.LogBytes}
	go func() {
		failure := p.run(context.Background(), s)
		s.log.close()
		s.turns <- encodeEnded(failure)
	}()
	return s
}

// turn hands the server what the guest wants and waits for the reply.
func (s *step) turn(answer []byte) reply {
	s.turns <- answer
	return <-s.replies
}

// Of one host call. The guest gets too_large for more input, and unsupported for a longer name.
const (
	maxCallBytes = 8 << 20
	maxNameBytes = 64
)

// op makes one host call.
func (s *step) op(name string, in []byte) reply { return s.turn(encodeCalled(name, in)) }
