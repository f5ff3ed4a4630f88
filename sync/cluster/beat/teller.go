package beat

import (
	"maps"
	"slices"

	"roomkey/sync/cluster/wire"
)

// atOnce is how many logs a beat names. Every start of a region begins one, and none is ever forgotten.
const atOnce = 200

// teller chooses which logs a beat names: first those that have grown, then the others in turn. Whoever hears beats
// joins them. So a vector may be long, and counts are exact.
type teller struct {
	told wire.Vector
	last string // the log that was named last in turn
}

// some returns the part of a vector that the next beat names.
func (t *teller) some(all wire.Vector) wire.Vector {
	if len(all) <= atOnce {
		return all
	}
	some := make(wire.Vector, atOnce)
	names := slices.Sorted(maps.Keys(all))
	for _, name := range names {
		if all[name] > t.told[name] && len(some) < atOnce {
			some[name] = all[name]
		}
	}
	at, _ := slices.BinarySearch(names, t.last+"\x00") // the first after it
	for i := 0; i < len(names) && len(some) < atOnce; i++ {
		t.last = names[(at+i)%len(names)]
		some[t.last] = all[t.last]
	}
	t.told = t.told.Join(some)
	return some
}
