package hostile_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/testclient"
)

// tally counts what became of hostile changes.
type tally struct {
	wanted                                       int64 // to be sent
	sent, malformed, accepted, rejected, waiting atomic.Int64
}

func (n *tally) String() string {
	return fmt.Sprintf("%d mutated changes: %d malformed and their sockets closed, %d accepted, %d rejected, %d miss "+
		"dependencies",
		n.sent.Load(), n.malformed.Load(), n.accepted.Load(), n.rejected.Load(), n.waiting.Load())
}

// patience is how long an attacker waits for an answer. Each change has all of it: a session takes longer where the
// machine does much else.
const patience = 60 * time.Second

// attacker has write rights and presents mutated changes, one a message, until enough were sent.
type attacker struct {
	t         testing.TB
	socket    string
	user      crm.User
	token     string
	records   []crm.ID
	histories map[crm.ID][]*crdt.Change
	keep      map[crm.ID]*testclient.Memory
	chance    *rand.Rand
	tally     *tally
	serial    uint64
}

func (a *attacker) run() {
	for a.tally.sent.Load() < a.tally.wanted && !a.t.Failed() {
		a.session()
	}
}

// session attacks one record until the socket is closed, or for a while.
func (a *attacker) session() {
	ctx, cancel := context.WithTimeout(a.t.Context(), patience)
	defer cancel()
	c, err := testclient.Dial(ctx, a.socket, testclient.Options{Token: a.token, Keep: a.keep})
	if err != nil {
		a.t.Errorf("an attacker can't connect: %v", err)
		return
	}
	defer c.Close()
	id := a.records[a.chance.IntN(len(a.records))]
	_ = c.Join(crm.UserRoom(a.user.ID), "", 0)
	doc := c.Open(id)
	if doc.Wait(ctx, func(_ []crm.Hash, fields map[string]json.RawMessage) bool {
		return fields["type"] != nil
	}) != nil {
		a.t.Errorf("an attacker can't open %s: %v", id, c.Err())
		return
	}
	for range 100 {
		if a.tally.sent.Load() >= a.tally.wanted || !a.strike(c, doc) {
			return
		}
	}
}

// strike presents one mutated change and waits for what becomes of it; false when the socket is closed.
func (a *attacker) strike(c *testclient.Client, doc *testclient.Doc) bool {
	ctx, cancel := context.WithTimeout(a.t.Context(), patience)
	defer cancel()
	chunk := a.mutant(doc)
	change, malformed := crdt.ParseChange(chunk, nil)
	hash := crm.Hash(sha256.Sum256(chunk[8:]))
	if doc.Present([]crm.Hash{hash}, [][]byte{chunk}) != nil {
		return false
	}
	a.tally.sent.Add(1)
	var beyond *crdt.OversizeError
	if errors.As(malformed, &beyond) { // refused like any other, with the socket open
		change, malformed = &crdt.Change{Hash: beyond.Hash}, nil
	}
	if malformed != nil {
		a.tally.malformed.Add(1)
		select {
		case <-c.Done():
		case <-ctx.Done():
			a.t.Errorf("a malformed change (%v) leaves the socket open: %x", malformed, chunk)
			return false
		}
		var closed *testclient.Closed
		if !errors.As(c.Err(), &closed) || closed.Code != 3501 && closed.Code != 4413 {
			a.t.Errorf("a malformed change (%v) ends the socket by %v", malformed, c.Err())
		}
		return false
	}
	if !doc.Has(change.Deps...) {
		a.tally.waiting.Add(1)
		return true
	}
	err := doc.WaitSaved(ctx, hash)
	var refused *crm.Error
	switch {
	case err == nil:
		a.tally.accepted.Add(1)
	case errors.As(err, &refused):
		a.tally.rejected.Add(1)
	default:
		a.t.Errorf("a change is neither accepted nor rejected: %v: %x", err, chunk)
		return false
	}
	return true
}

// mutant is an honest change that was moved to the document's tip as somebody's new one, and then changed in a few
// places, with the right checksum.
func (a *attacker) mutant(doc *testclient.Doc) []byte {
	history := a.histories[doc.ID]
	if len(history) == 0 || a.chance.IntN(10) == 0 {
		other := a.records[a.chance.IntN(len(a.records))] // another record's, perhaps of another type
		history = a.histories[other]
	}
	honest := history[a.chance.IntN(len(history))]
	if a.chance.IntN(30) == 0 { // as it is: a change of that actor and number that is known with another hash
		return a.flip(honest.Data)
	}
	moved := a.move(honest, doc)
	if a.chance.IntN(12) == 0 {
		if crdt.EncodeChange(moved) == nil {
			return a.flip(moved.Data)
		}
	}
	for range 100 {
		mutated := a.move(honest, doc)
		for range 1 + a.chance.IntN(3) {
			a.bend(mutated)
		}
		number(mutated)
		if crdt.EncodeChange(mutated) == nil {
			return mutated.Data
		}
	}
	return a.flip(honest.Data)
}

// move makes an honest change a new one at the document's tip by a fresh actor.
func (a *attacker) move(honest *crdt.Change, doc *testclient.Doc) *crdt.Change {
	heads, start := doc.Tip()
	a.serial++
	actor := fmt.Sprintf("%016x", a.chance.Uint64())
	c := &crdt.Change{Deps: heads, Actor: crdt.Actor(actor[:16]), Seq: 1, StartOp: start, Time: honest.Time,
		Message: honest.Message}
	shift := func(id crdt.OpID) crdt.OpID {
		if id.Actor == honest.Actor && id.Counter >= honest.StartOp {
			return crdt.OpID{Counter: id.Counter - honest.StartOp + start, Actor: c.Actor}
		}
		return id
	}
	for _, op := range honest.Ops {
		op.Obj, op.Elem = shift(op.Obj), shift(op.Elem)
		op.Pred = slices.Clone(op.Pred)
		for i := range op.Pred {
			op.Pred[i] = shift(op.Pred[i])
		}
		c.Ops = append(c.Ops, op)
	}
	number(c)
	return c
}

func number(c *crdt.Change) {
	for i := range c.Ops {
		c.Ops[i].ID = crdt.OpID{Counter: c.StartOp + uint64(i), Actor: c.Actor}
	}
}

// flip changes one to three bytes behind the chunk's header and repairs the checksum.
func (a *attacker) flip(data []byte) []byte {
	chunk := bytes.Clone(data)
	_, n := binary.Uvarint(chunk[9:])
	for range 1 + a.chance.IntN(3) {
		chunk[9+n+a.chance.IntN(len(chunk)-9-n)] ^= byte(1 + a.chance.IntN(255))
	}
	return seal(chunk)
}

// seal repairs a chunk's checksum in place.
func seal(chunk []byte) []byte {
	sum := sha256.Sum256(chunk[8:])
	copy(chunk[4:8], sum[:4])
	return chunk
}

// bend changes the structure in one place.
func (a *attacker) bend(c *crdt.Change) {
	pick := a.chance.IntN
	if len(c.Ops) == 0 || pick(12) == 0 {
		a.bendHead(c)
		return
	}
	op := &c.Ops[pick(len(c.Ops))]
	anyID := func() crdt.OpID {
		switch pick(4) {
		case 0:
			return crdt.OpID{}
		case 1:
			return crdt.OpID{Counter: uint64(pick(200)), Actor: c.Actor}
		case 2:
			return c.Ops[pick(len(c.Ops))].ID
		}
		return crdt.OpID{Counter: uint64(1 + pick(500)),
			Actor: crdt.Actor([]string{"nobody", string(c.Actor), "x"}[pick(3)])}
	}
	switch pick(11) {
	case 0:
		op.Action = crdt.Action(pick(9))
	case 1:
		op.Obj = anyID()
	case 2:
		op.Key, op.List, op.Elem = []string{"", "type", "privateOf", "notes", "purchasePrice", "wings", "escrowNumber",
			"__proto__"}[pick(8)], false, crdt.OpID{}
	case 3:
		op.Elem, op.List, op.Key = anyID(), true, ""
	case 4:
		op.Insert = !op.Insert
	case 5:
		op.Value = a.value()
	case 6:
		op.Pred = append(op.Pred, anyID())
		slices.SortFunc(op.Pred, func(x, y crdt.OpID) int {
			if x.Less(y) {
				return -1
			}
			return 1
		})
		op.Pred = slices.Compact(op.Pred)
	case 7:
		op.Pred = nil
	case 8:
		at := pick(len(c.Ops))
		c.Ops = slices.Delete(c.Ops, at, at+1)
	case 9:
		c.Ops = append(c.Ops, *op)
	case 10:
		op.Mark, op.Expand = []string{"", "bold"}[pick(2)], pick(2) == 0
	}
}

func (a *attacker) bendHead(c *crdt.Change) {
	pick := a.chance.IntN
	switch pick(7) {
	case 0:
		c.Seq += uint64(pick(3))
	case 1:
		c.Seq = math.MaxUint32
	case 2:
		c.StartOp = uint64(1 + pick(int(c.StartOp)+1000))
	case 3:
		c.StartOp = math.MaxUint32 - uint64(len(c.Ops)) - uint64(pick(5))
	case 4:
		c.Time = int64(a.chance.Uint64())
	case 5:
		c.Message = fmt.Sprintf("%*s", pick(3000), "x")
	case 6:
		c.Deps = append(c.Deps, crm.Hash{byte(pick(256))})
	}
}

func (a *attacker) value() crdt.Value {
	switch kind := crdt.ValueType(a.chance.IntN(12)); kind {
	case crdt.ValueNull, crdt.ValueFalse, crdt.ValueTrue:
		return crdt.Value{Type: kind}
	case crdt.ValueUint:
		return crdt.Value{Type: kind, Uint: a.chance.Uint64()}
	case crdt.ValueInt, crdt.ValueCounter, crdt.ValueTimestamp:
		return crdt.Value{Type: kind, Int: int64(a.chance.Uint64())}
	case crdt.ValueFloat:
		return crdt.Value{Type: kind, Float: []float64{math.NaN(), math.Inf(1), -0.5, 1e300}[a.chance.IntN(4)]}
	default:
		return crdt.Value{Type: kind, Bytes: []string{"", "x", "\u202e\x00",
			"longer than it should be"}[a.chance.IntN(4)]}
	}
}
