package live_test

import (
	"testing"

	"roomkey/sync/live"
)

func TestTrace_CostsNothingWhereNobodyTraces(t *testing.T) {
	if n := testing.AllocsPerRun(100, live.Untraced); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkUntraced(b *testing.B) {
	for b.Loop() {
		live.Untraced()
	}
}
