package session

import (
	"sync"
	"time"
)

// Bounds of the messages that were read from one socket and are not finished. Beyond them the socket waits.
const (
	maxUnderway      = 16
	maxUnderwayBytes = 8 << 20
)

// intake pauses the goroutine that reads a socket, so that a flood slows down only its own socket.
type intake struct {
	closed chan struct{} // closed when the session ends
	behind func() bool   // whether too many answers wait for the peer
	rested func()        // called before reading goes on

	turn chan struct{} // wakes the reader; holds one

	mu       sync.Mutex // guards what follows
	underway int        // messages
	bytes    int        // of those
	paused   bool       // the reader waits
}

// begin counts a message, with its bytes, as under way at its document.
func (i *intake) begin(size int) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.underway++
	i.bytes += size
}

// done takes back what begin counted.
func (i *intake) done(size int) {
	i.mu.Lock()
	i.underway--
	i.bytes -= size
	waits := i.paused
	i.mu.Unlock()
	if waits {
		i.wake()
	}
}

// wait returns when one more message may be read: when neither the documents nor the peer are behind. It is false if
// the session has ended.
func (i *intake) wait() bool {
	if i.ready() {
		return !i.ended()
	}
	for !i.ready() {
		select {
		case <-i.closed:
		case <-i.turn:
		}
		if i.ended() {
			break
		}
	}
	i.resume()
	return !i.ended()
}

// ready says whether there is room. If there is none, the reader counts as paused.
func (i *intake) ready() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.underway < maxUnderway && i.bytes < maxUnderwayBytes && !i.behind() {
		return true
	}
	i.paused = true
	return false
}

// sleep pauses reading; false when the session ended meanwhile.
func (i *intake) sleep(wait time.Duration) bool {
	i.pause()
	defer i.resume()
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-i.closed:
		return false
	case <-timer.C:
		return true
	}
}

func (i *intake) pause() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.paused = true
}

// resume reads on. The peer's pongs lay unread meanwhile, so its silence is not held against it.
func (i *intake) resume() {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.paused {
		i.rested()
		i.paused = false
	}
}

// isPaused reports whether the reader waits, so that signs of life lie unread.
func (i *intake) isPaused() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.paused
}

// wake lets a paused reader look again.
func (i *intake) wake() {
	select {
	case i.turn <- struct{}{}:
	default:
	}
}

func (i *intake) ended() bool {
	select {
	case <-i.closed:
		return true
	default:
		return false
	}
}
