package wiretest

import (
	"container/heap"
	"sync"
	"time"
)

// post delivers messages at their times, one after the other. No two have the same time, so that in a bubble of
// synctest all that follows from one is over before the next comes.
type post struct {
	mu     sync.Mutex // guards what follows
	letter letters
	taken  map[time.Time]bool // times of letters

	more chan struct{} // holds one when a letter was added
	end  chan struct{}
	done chan struct{}
}

func newPost() *post {
	p := &post{taken: make(map[time.Time]bool), more: make(chan struct{}, 1), end: make(chan struct{}),
		done: make(chan struct{})}
	go p.run()
	return p
}

// add has deliver called at a time, or a few nanoseconds later. It must not block.
func (p *post) add(at time.Time, deliver func()) {
	p.mu.Lock()
	for at = at.Add(1); p.taken[at]; at = at.Add(1) {
	}
	p.taken[at] = true
	heap.Push(&p.letter, letter{at, deliver})
	p.mu.Unlock()
	select {
	case p.more <- struct{}{}:
	default:
	}
}

func (p *post) run() {
	defer close(p.done)
	for {
		var next <-chan time.Time
		if wait, due := p.next(); due {
			next = time.After(wait)
		}
		select {
		case <-next:
			p.deliver()
		case <-p.more:
		case <-p.end:
			return
		}
	}
}

// next is how long until the next letter is due; false where there is none.
func (p *post) next() (wait time.Duration, due bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.letter) == 0 {
		return 0, false
	}
	return time.Until(p.letter[0].at), true
}

// deliver delivers the first letter, if it is due.
func (p *post) deliver() {
	p.mu.Lock()
	if len(p.letter) == 0 || p.letter[0].at.After(time.Now()) {
		p.mu.Unlock()
		return
	}
	due := heap.Pop(&p.letter).(letter)
	delete(p.taken, due.at)
	p.mu.Unlock()
	due.deliver()
}

func (p *post) close() {
	close(p.end)
	<-p.done
}

type letter struct {
	at      time.Time
	deliver func()
}

// letters are a heap, the next one first.
type letters []letter

func (l letters) Len() int           { return len(l) }
func (l letters) Less(i, j int) bool { return l[i].at.Before(l[j].at) }
func (l letters) Swap(i, j int)      { l[i], l[j] = l[j], l[i] }
func (l *letters) Push(x any)        { *l = append(*l, x.(letter)) }
func (l *letters) Pop() any {
	last := len(*l) - 1
	x := (*l)[last]
	(*l)[last] = letter{}
	*l = (*l)[:last]
	return x
}
