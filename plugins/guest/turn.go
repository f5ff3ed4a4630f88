package guest

import (
	"context"
	"time"
)

// step is one run of a guest, in its process. The guest has its own goroutine, the pipe has another, and they
// alternate, so nothing here needs a lock.
type step struct {
	turns   chan []byte // what the guest requests, as an answer to the server
	replies chan reply  // the server's replies
	waiting []byte      // the result that crm_v1.read will return
	log     stepLog
}

// reply is the server's reply to a waiting guest.
type reply struct {
	failed bool
	data   []byte
}

// startStep starts a guest. Its goroutine ends with the turn of kind ended, which somebody must receive.
func startStep(p program, t terms) *step {
	s := &step{turns: make(chan []byte), replies: make(chan reply)}
	s.log = stepLog{send: s.say, last: s.sayRest, now: time.Now, most: t.LogBytes}
	go func() {
		failure := p.run(context.Background(), s)
		s.log.close()
		s.turns <- encodeEnded(failure)
	}()
	return s
}

// turn sends the server the guest's request and waits for the reply.
func (s *step) turn(answer []byte) reply {
	s.turns <- answer
	return <-s.replies
}

// say sends the server one line of the author's log.
func (s *step) say(line []byte) { s.turn(append([]byte{kindSaid}, line...)) }

// sayRest sends the server later lines of the author's log.
func (s *step) sayRest(dropped int, lines []byte) { s.turn(encodeRest(dropped, lines)) }

// Limits of one host call. For a larger input the guest gets too_large, for a longer name unsupported.
const (
	maxCallBytes = 8 << 20
	maxNameBytes = 64
)

// op makes one host call.
func (s *step) op(name string, in []byte) reply { return s.turn(encodeCalled(name, in)) }

// program is code that is ready to run.
type program interface {
	// run runs a new instance to its end, in the goroutine of the step.
	run(ctx context.Context, s *step) *Failure
}
