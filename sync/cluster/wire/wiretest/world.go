package wiretest

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"
)

// World is a cluster of regions and the links between them. Its methods may be called concurrently.
type World struct {
	names   []string
	regions map[string]*Region
	rows    rows
	post    *post

	mu     sync.Mutex // guards what follows
	chance *rand.Rand
	faults Faults
	cut    map[link]bool
	last   map[link]time.Time // when the last message on a link arrives
}

// Faults are what happens to messages, each with a probability of 0 to 1. Rows and questions are lost and delayed, and
// never doubled or reordered.
type Faults struct {
	Loss, Double, Reorder float64
	Delay                 time.Duration // one way; 0 is a nanosecond
	Jitter                time.Duration // of what is reordered, at most
}

// link is the way from one region to another.
type link struct{ from, to string }

// New makes a world without faults. The first three regions order rows. It ends with the test.
func New(t testing.TB, seed uint64, names ...string) *World {
	t.Helper()
	t.Logf("seed %d", seed)
	w := &World{names: names, regions: make(map[string]*Region), chance: rand.New(rand.NewPCG(seed, 1)),
		cut: make(map[link]bool), last: make(map[link]time.Time), post: newPost()}
	w.rows = rows{members: names[:min(3, len(names))], last: make(map[string]uint64), grown: make(chan struct{})}
	for _, name := range names {
		w.regions[name] = &Region{name: name, world: w}
	}
	t.Cleanup(w.post.close)
	return w
}

// Region is one region's end of the network.
func (w *World) Region(name string) *Region { return w.regions[name] }

// Set sets the faults of all links from now on.
func (w *World) Set(faults Faults) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = faults
}

// Delay sets the delay of all links, without faults.
func (w *World) Delay(oneWay time.Duration) { w.Set(Faults{Delay: oneWay}) }

// Cut parts two regions: what is under way is lost.
func (w *World) Cut(a, b string) { w.setCut(a, b, true) }

// Heal joins two regions.
func (w *World) Heal(a, b string) { w.setCut(a, b, false) }

// Isolate parts a region from all others.
func (w *World) Isolate(name string) {
	for _, other := range w.names {
		w.setCut(name, other, true)
	}
}

// HealAll joins all regions.
func (w *World) HealAll() {
	w.mu.Lock()
	clear(w.cut)
	w.mu.Unlock()
	w.rows.wake()
}

func (w *World) setCut(a, b string, cut bool) {
	if a == b {
		return
	}
	w.mu.Lock()
	w.cut[link{a, b}], w.cut[link{b, a}] = cut, cut
	w.mu.Unlock()
	w.rows.wake()
}

// joined reports whether messages pass between two regions.
func (w *World) joined(a, b string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.cut[link{a, b}]
}

// majority reports whether a region reaches more than half of those that order rows; with is one of them.
func (w *World) majority(name string) (with string, ok bool) {
	reached := 0
	for _, member := range w.rows.members {
		if w.joined(name, member) {
			if reached++; with == "" {
				with = member
			}
		}
	}
	return with, reached > len(w.rows.members)/2
}

// send has deliver called when a message has gone over a link, if it is not lost. Where ordered, it may be doubled and
// overtaken.
func (w *World) send(from, to string, ordered bool, deliver func()) {
	l := link{from, to}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cut[l] || w.chance.Float64() < w.faults.Loss {
		return
	}
	copies := 1
	if ordered && w.chance.Float64() < w.faults.Double {
		copies = 2
	}
	for range copies {
		at := time.Now().Add(w.faults.Delay)
		if ordered && w.chance.Float64() < w.faults.Reorder && w.faults.Jitter > 0 {
			at = at.Add(time.Duration(w.chance.Int64N(int64(w.faults.Jitter))))
		} else if last := w.last[l]; at.Before(last) {
			at = last
		}
		if at.After(w.last[l]) {
			w.last[l] = at
		}
		w.post.add(at, func() {
			if w.joined(from, to) {
				deliver()
			}
		})
	}
}

// others are the names of all regions but one, in the order of the list.
func (w *World) others(name string) []string {
	return slices.DeleteFunc(slices.Clone(w.names), func(other string) bool { return other == name })
}

// arrival is when something arrives that is sent at a time.
func (w *World) arrival(sent time.Time) time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return sent.Add(w.faults.Delay)
}
