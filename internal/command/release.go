package command

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// releaseEvery is how often the server looks whether it holds memory that it does not need; paceEvery is how often it
// looks how large the heap may grow.
const (
	paceEvery    = time.Second
	releaseEvery = 2 * paceEvery
)

// Memory is given back if so much would come back.
const (
	releaseFree    = 32 << 20 // bytes that the collector has freed
	releaseGarbage = 16 << 20 // bytes beyond 1.25 times those that were in use after the last time
	releaseBusy    = 24 << 20 // as releaseFree, while the collector runs anyway
	// … by a server at rest, which has allocated less than restAllocates since the last look
	restAllocates = 4 << 20
	restFree      = 8 << 20
	restGarbage   = 4 << 20 // bytes beyond 1.05 times those that were in use after the last time
)

// heap is what Go's runtime says of its memory.
type heap struct {
	cycles  uint64 // of the collector, until now
	objects uint64 // bytes of objects, those included that nobody uses any more
	free    uint64 // bytes that hold no objects, and that the system has not got back
	live    uint64 // bytes of objects that were in use when the collector ran last
}

func readHeap() heap {
	samples := []metrics.Sample{{Name: "/gc/cycles/total:gc-cycles"}, {Name: "/memory/classes/heap/objects:bytes"},
		{Name: "/memory/classes/heap/free:bytes"}, {Name: "/gc/heap/live:bytes"}}
	metrics.Read(samples)
	return heap{samples[0].Value.Uint64(), samples[1].Value.Uint64(), samples[2].Value.Uint64(),
		samples[3].Value.Uint64()}
}

// Go's collector lets the heap grow by as much as is in use. From fullGrowth on the server lets it grow by that, or by
// leastPercent: what is in use is large where many heavy records are edited, and half of the heap would be garbage.
const (
	fullGrowth   = 32 << 20
	usualPercent = 100
	leastPercent = 40
	percentStep  = 10 // a smaller change is none: each stops the program for a moment
)

// setByOperator reports whether the environment says how far the heap may grow (GOGC): the server then leaves that as
// it is.
func setByOperator() bool {
	sample := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64() != usualPercent
}

// growth returns by how much of what is in use the heap may grow, in percent.
func (h heap) growth() int {
	if h.live <= fullGrowth {
		return usualPercent
	}
	percent := int(usualPercent * fullGrowth / h.live)
	return max(percent/percentStep*percentStep, leastPercent)
}

// release decides when the server gives memory back. Go's collector runs when the heap has doubled: after a load has
// ended, the memory that it took would be kept for minutes.
type release struct {
	last heap   // at the last look
	used uint64 // bytes of objects after memory was given back; 0: it never was
}

// due reports whether to give memory back. While the collector runs anyway, because people are at work, only what it
// has freed counts, and more of it. While nearly nothing happens, less is worth it: many sockets may be open that do
// nothing, and what each holds would look half as large again.
func (r *release) due(now heap) bool {
	quiet, rests := now.cycles == r.last.cycles, now.objects < r.last.objects+restAllocates
	r.last = now
	switch {
	case !quiet:
		return now.free > releaseBusy
	case rests && (now.free > restFree || now.objects > r.used+r.used/20+restGarbage):
		return true
	}
	return now.free > releaseFree || now.objects > r.used+r.used/4+releaseGarbage
}

// releaseMemory gives memory back, and bounds the heap's growth, until ctx ends.
func releaseMemory(ctx context.Context) error {
	tick := time.NewTicker(paceEvery)
	defer tick.Stop()
	var r release
	percent, fixed := usualPercent, setByOperator()
	for n := 1; ; n++ {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		now := readHeap()
		if to := now.growth(); to != percent && !fixed {
			percent = to
			debug.SetGCPercent(percent)
		}
		if n%int(releaseEvery/paceEvery) == 0 && r.due(now) {
			debug.FreeOSMemory()
			r.last = readHeap()
			r.used = r.last.objects
		}
	}
}
