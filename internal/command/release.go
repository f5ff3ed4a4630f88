package command

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// releaseEvery is how often the server looks whether it holds memory that it does not need.
const releaseEvery = 4 * time.Second

// Memory is given back if so much would come back.
const (
	releaseFree    = 32 << 20 // bytes that the collector has freed
	releaseGarbage = 16 << 20 // bytes beyond 1.25 times those that were in use after the last time
	releaseBusy    = 48 << 20 // as releaseFree, while the collector runs anyway
)

// heap is what Go's runtime says of its memory.
type heap struct {
	cycles  uint64 // of the collector, until now
	objects uint64 // bytes of objects, those included that nobody uses any more
	free    uint64 // bytes that hold no objects, and that the system has not got back
}

func readHeap() heap {
	samples := []metrics.Sample{{Name: "/gc/cycles/total:gc-cycles"}, {Name: "/memory/classes/heap/objects:bytes"},
		{Name: "/memory/classes/heap/free:bytes"}}
	metrics.Read(samples)
	return heap{samples[0].Value.Uint64(), samples[1].Value.Uint64(), samples[2].Value.Uint64()}
}

// release decides when the server gives memory back. Go's collector runs when the heap has doubled: after a load has
// ended, the memory that it took would be kept for minutes.
type release struct {
	last heap   // at the last look
	used uint64 // bytes of objects after memory was given back; 0: it never was
}

// due reports whether to give memory back. While the collector runs anyway, because people are at work, only what it
// has freed counts, and more of it.
func (r *release) due(now heap) bool {
	quiet := now.cycles == r.last.cycles
	r.last = now
	if !quiet {
		return now.free > releaseBusy
	}
	return now.free > releaseFree || now.objects > r.used+r.used/4+releaseGarbage
}

// releaseMemory gives memory back until ctx ends.
func releaseMemory(ctx context.Context) error {
	tick := time.NewTicker(releaseEvery)
	defer tick.Stop()
	var r release
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if r.due(readHeap()) {
			debug.FreeOSMemory()
			r.last = readHeap()
			r.used = r.last.objects
		}
	}
}
