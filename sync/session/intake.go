package session

import (
	"sync"
	"time"
)

// What was read from one socket and is not dealt with yet is bounded: beyond it the socket waits.
const (
	maxUnderway      = 16
	maxUnderwayBytes = 8 << 20
)

// intake holds back the goroutine that reads a socket, so that only the peer's own socket feels its flood.
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

// begin counts a message of so many bytes that its document deals with from now on.
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

// wait returns when one more message may be read: neither the documents nor the peer are behind. It is false when the
// session has ended.
func (i *intake) wait() bool {
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

// ready says whether there is room; where there is not, the reader counts as paused.
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
