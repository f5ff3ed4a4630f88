package session

// A user has one message of more than a megabyte in memory at a time, however many sockets they have. The sockets of
// others don't wait for it.

// largeSlot is a user's right to have a large message in memory; it holds one while somebody has it.
type largeSlot chan struct{}

// largeMessage is what a session has to do with the slot of its user. Only the reading goroutine calls its methods.
type largeMessage struct {
	slot largeSlot
	held bool // the message that is being read has the slot
}

// wait waits until the user has no other large message, and takes the slot for the one that is being read. It returns
// false if the session has ended. It may be called several times for one message.
func (l *largeMessage) wait(in *intake) bool {
	if l.held {
		return true
	}
	select {
	case l.slot <- struct{}{}:
		l.held = true
		return true
	default:
	}
	in.pause()
	defer in.resume()
	select {
	case l.slot <- struct{}{}:
		l.held = true
		return true
	case <-in.closed:
		return false
	}
}

// pass hands the slot over to whoever works on the message that was read: it is free once release is called.
func (l *largeMessage) pass() (release func()) {
	if !l.held {
		return noRelease
	}
	l.held = false
	return func() { <-l.slot }
}

func noRelease() {}
