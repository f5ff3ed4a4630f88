package command

import (
	"runtime/debug"
	"testing"
)

func TestRelease_IsDueWhenALoadHasEnded(t *testing.T) {
	const mb = 1 << 20
	r := release{used: 40 * mb, last: heap{cycles: 5}}
	for _, c := range []struct {
		name string
		now  heap
		want bool
	}{
		{"nothing to give back", heap{5, 50 * mb, 10 * mb, 40 * mb}, false},
		{"little garbage at rest", heap{5, 51 * mb, 5 * mb, 40 * mb}, true},
		{"nothing to give back at rest", heap{5, 43 * mb, 5 * mb, 40 * mb}, false},
		{"little free memory at rest", heap{5, 43 * mb, 10 * mb, 40 * mb}, true},
		{"garbage", heap{5, 90 * mb, 10 * mb, 40 * mb}, true},
		{"the collector runs anyway", heap{6, 90 * mb, 20 * mb, 40 * mb}, false},
		{"it has freed much", heap{7, 50 * mb, 50 * mb, 40 * mb}, true},
		{"free memory", heap{7, 50 * mb, 40 * mb, 40 * mb}, true},
	} {
		if got := r.due(c.now); got != c.want {
			t.Errorf("%s: due is %v", c.name, got)
		}
	}
}

func TestHeap_GrowsByLessWhereMuchIsInUse(t *testing.T) {
	for live, want := range map[uint64]int{0: 100, 32: 100, 33: 90, 64: 50, 80: 40, 1000: 40} {
		if got := (heap{live: live << 20}).growth(); got != want {
			t.Errorf("with %d MB in use it grows by %d%%, want %d%%", live, got, want)
		}
	}
}

func TestRelease_LeavesTheOperatorsGOGC(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(100)) // whatever GOGC the tests run with
	if setByOperator() {
		t.Error("Go's own 100 counts as set")
	}
	debug.SetGCPercent(150)
	if !setByOperator() {
		t.Error("a GOGC of 150 would be overwritten")
	}
}
