package selfcheck

import "time"

// Use is what a process holds.
type Use struct {
	Goroutines  int
	Descriptors int   // open files and sockets
	Heap        int64 // bytes that the last collection found in use
	Sockets     int   // of clients
}

// Growth is by how much what the process holds has risen in three hours without ever falling back: the least of each
// half hour was above the least of the half hour before. 0 where it has fallen, or three hours are not over. What the
// sockets of clients take is left out.
type Growth struct {
	Goroutines, Descriptors int
	HeapBytes               int64
}

// Bounds above which growth is a leak: less happens where a server is used by and by.
const (
	leakGoroutines  = 100
	leakDescriptors = 50
	leakHeapBytes   = 64 << 20
)

// Leaks names what leaks, if anything: "goroutines", "descriptors", "heap".
func (g Growth) Leaks() (names []string) {
	if g.Goroutines >= leakGoroutines {
		names = append(names, "goroutines")
	}
	if g.Descriptors >= leakDescriptors {
		names = append(names, "descriptors")
	}
	if g.HeapBytes >= leakHeapBytes {
		names = append(names, "heap")
	}
	return names
}

const (
	windowTime  = 30 * time.Minute
	windowsKept = 7      // whole ones: six rises in three hours
	socketHeap  = 20_000 // bytes that a socket holds, about
)

// growth keeps the least that was held in each of the last half hours.
type growth struct {
	began   time.Time // of the window that is not over
	now     Use       // the least within it
	windows []Use     // whole ones, the oldest first
}

// add notes what is held, and returns how it has grown.
func (g *growth) add(at time.Time, u Use) Growth {
	u.Goroutines -= u.Sockets
	u.Descriptors -= u.Sockets
	u.Heap -= int64(u.Sockets) * socketHeap
	switch {
	case g.began.IsZero() || at.Before(g.began):
		*g = growth{began: at, now: u}
	case at.Sub(g.began) >= windowTime:
		if g.windows = append(g.windows, g.now); len(g.windows) > windowsKept {
			g.windows = g.windows[1:]
		}
		g.began, g.now = at, u
	default:
		g.now.Goroutines = min(g.now.Goroutines, u.Goroutines)
		g.now.Descriptors = min(g.now.Descriptors, u.Descriptors)
		g.now.Heap = min(g.now.Heap, u.Heap)
	}
	return Growth{
		Goroutines:  int(g.rise(func(u Use) int64 { return int64(u.Goroutines) })),
		Descriptors: int(g.rise(func(u Use) int64 { return int64(u.Descriptors) })),
		HeapBytes:   g.rise(func(u Use) int64 { return u.Heap }),
	}
}

// rise is by how much one number has risen, if it has in every window.
func (g *growth) rise(of func(Use) int64) int64 {
	if len(g.windows) < windowsKept {
		return 0
	}
	for i := 1; i < len(g.windows); i++ {
		if of(g.windows[i]) <= of(g.windows[i-1]) {
			return 0
		}
	}
	return of(g.windows[len(g.windows)-1]) - of(g.windows[0])
}
