package crdt

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
)

// GiveWay returns the changes that let good values win over values of repairs. A repair that puts an old value back
// wins over a good value that somebody else set meanwhile, because its id is greater. At each place that b wrote where
// a repair's value is shown and a good value stands beside it, one change sets the good value again: the greatest one.
// Only strings, numbers and the like win, not lists, maps, texts and counters.
//
// b may be a repair or a good change; live and g hold it. repairs has the actors of the repairs in the document, each
// with the hash of its change. Each change follows from the repair and the good change alone, so that every server
// makes the same: its actor is that of the two hashes and the two operations.
func GiveWay(live *OpSet, g *Graph, b *Change, repairs map[Actor]Hash) ([]*Change, error) {
	var changes []*Change
	places := map[location]bool{}
	for i := range b.Ops {
		op := &b.Ops[i]
		o := live.object(op.Obj)
		if o == nil || op.Insert || o.kind == ActionMakeText {
			continue
		}
		place := location{object: o, key: op.Key}
		if o.seq != nil {
			place.elem, _ = live.element(o.seq, op.Elem)
		}
		if places[place] {
			continue
		}
		places[place] = true
		repair, good := outdone(live, place, repairs)
		if good == nil {
			continue
		}
		c := giveWay(live, g, place, repair, good)
		if err := EncodeChange(c); err != nil {
			return nil, err
		}
		changes = append(changes, c)
	}
	return changes, nil
}

// outdone returns the value of a repair that is shown at a place, and the greatest good value beside it; nil if there
// is no such pair.
func outdone(s *OpSet, place location, repairs map[Actor]Hash) (repair, good *entry) {
	values := s.valuesAt(place)
	if len(values) < 2 {
		return nil, nil
	}
	repair = &values[len(values)-1]
	if _, ok := repairs[s.names[repair.actor]]; !ok || repair.kind == kindObject {
		return nil, nil
	}
	for i := len(values) - 2; i >= 0; i-- {
		if _, ok := repairs[s.names[values[i].actor]]; !ok {
			if values[i].kind == kindObject || values[i].kind == ValueCounter {
				return nil, nil // what it was when it was set is not known any more
			}
			return repair, &values[i]
		}
	}
	return nil, nil
}

// giveWay returns the change that sets the good value over both, not encoded yet.
func giveWay(s *OpSet, graph *Graph, place location, repair, good *entry) *Change {
	r, g := graph.changeOf(s.id(repair)), graph.changeOf(s.id(good))
	op := s.opAt(place, []entry{*good, *repair}) // ascending
	op.Action, op.Value = ActionSet, good.value()
	op.ID = OpID{Counter: max(r.MaxOp, g.MaxOp) + 1}
	op.ID.Actor = giveWayActor(rulesVersion, r.Hash, g.Hash, uint64(repair.counter), uint64(good.counter))
	c := &Change{
		Actor: op.ID.Actor, Seq: 1, StartOp: op.ID.Counter, Deps: []Hash{r.Hash, g.Hash}, Time: s.times[good.change],
		Message: giveWayMessage, Ops: []Op{op},
	}
	slices.SortFunc(c.Deps, func(a, b Hash) int { return bytes.Compare(a[:], b[:]) })
	return c
}

// giveWayMessage is the message of every change that gives way.
const giveWayMessage = "give way"

// giveWayActor returns the actor of the change that sets a good value over a repair's: from the hashes of the two
// changes and the counters of the two operations, because the two may compete at several places.
func giveWayActor(version string, repair, good Hash, repairOp, goodOp uint64) Actor {
	name := fmt.Sprintf("roomkey/giveway/%s/%s/%s/%d/%d", version, repair, good, repairOp, goodOp)
	sum := sha256.Sum256([]byte(name))
	return Actor(sum[:16])
}

// GiveWayOf returns the two dependencies of a change that sets a good value over a repair's; ok is false if c is no
// such change.
func GiveWayOf(c *Change) (repair, good Hash, ok bool) {
	if c.Seq != 1 || c.Message != giveWayMessage || len(c.Deps) != 2 || len(c.Ops) != 1 || len(c.Ops[0].Pred) != 2 {
		return Hash{}, Hash{}, false
	}
	for i := range 4 {
		repair, good = c.Deps[i&1], c.Deps[1-i&1]
		r, g := c.Ops[0].Pred[i>>1].Counter, c.Ops[0].Pred[1-i>>1].Counter
		for _, version := range rulesVersions {
			if giveWayActor(version, repair, good, r, g) == c.Actor {
				return repair, good, true
			}
		}
	}
	return Hash{}, Hash{}, false
}
