package main

import (
	"bytes"
	"compress/flate"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fasthttp/websocket"
	"github.com/fxamacker/cbor/v2"

	"roomkey/bench/client"
	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/demo"
)

// hostileChanges is how many mutated changes the server is given.
const hostileChanges = 20_000

func TestHostile_MutatedChangesLeaveTheServerUpAndHonestClientsServed(t *testing.T) {
	s := serveDemo(t, "--sockets-per-user", "0", "--frame-rate", "0", "--byte-rate", "0")
	records := slices.Concat(s.shared("escrows", 12), s.shared("listings", 120), s.shared("leads", 60))
	histories := s.histories(records)
	process := s.cmd.Process.Pid
	honest := s.honest(records[0].id(t), "purchasePrice", demo.Agent1)
	other := s.honest(records[12].id(t), "ListPrice", demo.Lead)
	chance, tally := seeded(t), &tally{}
	var attackers sync.WaitGroup
	for i := range 4 {
		user := []crm.User{demo.Agent1, demo.Agent2}[i%2]
		a := &attacker{
			t: t, socket: s.socket(), user: user, token: s.personal(user.Email), histories: histories, tally: tally,
			chance: rand.New(rand.NewPCG(chance.Uint64(), 0)), keep: map[crm.ID]*client.Memory{},
		}
		for _, r := range records {
			a.records = append(a.records, r.id(t))
		}
		attackers.Add(1)
		go func() { defer attackers.Done(); a.run() }()
	}
	attackers.Wait()
	honest.stop()
	other.stop()
	if !s.running() || s.cmd.Process.Pid != process {
		t.Fatal("the server went")
	}
	t.Log(tally)
	if tally.sent.Load() < hostileChanges {
		t.Errorf("only %d changes were sent", tally.sent.Load())
	}
	var after record
	s.get(s.login(demo.Broker.Email), "/escrows/"+records[0].ID, &after) // what the attackers were granted is valid
	s.isSound()
}

// honestClient edits one record all the time, and must be served all the time.
type honestClient struct {
	t     *testing.T
	c     *client.Client
	calm  chan struct{}
	ended chan struct{}
	saved atomic.Int64
	took  []time.Duration // read after ended
}

func (s *server) honest(id crm.ID, field string, user crm.User) *honestClient {
	s.t.Helper()
	h := &honestClient{t: s.t, calm: make(chan struct{}), ended: make(chan struct{})}
	h.c = s.dial(s.personal(user.Email), client.Options{})
	s.sit(h.c, &user)
	doc := s.open(h.c, id)
	go func() {
		defer close(h.ended)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for i := 0; ; i++ {
			select {
			case <-h.calm:
				return
			case <-tick.C:
			}
			began := time.Now()
			hash, err := doc.Set(field, 10_000_000+i)
			if err == nil {
				ctx, cancel := context.WithTimeout(s.t.Context(), 30*time.Second)
				err = doc.WaitSaved(ctx, hash)
				cancel()
			}
			if err != nil {
				s.t.Errorf("an honest edit of %s: %v", id, err)
				return
			}
			h.took = append(h.took, time.Since(began))
			h.saved.Add(1)
		}
	}()
	s.t.Cleanup(func() { h.c.Close(); <-h.ended })
	return h
}

// stop ends the honest edits and judges how they were served.
func (h *honestClient) stop() {
	h.t.Helper()
	close(h.calm)
	<-h.ended
	select {
	case <-h.c.Done():
		h.t.Errorf("the honest client was dropped: %v", h.c.Err())
	default:
	}
	slices.Sort(h.took)
	if len(h.took) == 0 {
		h.t.Error("the honest client was never served")
		return
	}
	h.t.Logf("%d honest edits, p50 %v, p99 %v, worst %v", len(h.took), h.took[len(h.took)/2], h.took[len(h.took)*99/100], h.took[len(h.took)-1])
	if worst := h.took[len(h.took)-1]; worst > 10*time.Second {
		h.t.Errorf("an honest edit took %v", worst)
	}
}

// tally counts what became of hostile changes.
type tally struct{ sent, malformed, accepted, rejected, waiting atomic.Int64 }

func (n *tally) String() string {
	return fmt.Sprintf("%d mutated changes: %d malformed and their sockets closed, %d accepted, %d rejected, %d miss dependencies",
		n.sent.Load(), n.malformed.Load(), n.accepted.Load(), n.rejected.Load(), n.waiting.Load())
}

// attacker has write rights and presents mutated changes, one a message, until enough were sent.
type attacker struct {
	t         *testing.T
	socket    string
	user      crm.User
	token     string
	records   []crm.ID
	histories map[crm.ID][]*crdt.Change
	keep      map[crm.ID]*client.Memory
	chance    *rand.Rand
	tally     *tally
	serial    uint64
}

func (a *attacker) run() {
	for a.tally.sent.Load() < hostileChanges && !a.t.Failed() {
		ctx, cancel := context.WithTimeout(a.t.Context(), 60*time.Second)
		a.session(ctx)
		cancel()
	}
}

// session attacks one record until the socket is closed, or for a while.
func (a *attacker) session(ctx context.Context) {
	c, err := client.Dial(ctx, a.socket, client.Options{Token: a.token, Keep: a.keep})
	if err != nil {
		a.t.Errorf("an attacker can't connect: %v", err)
		return
	}
	defer c.Close()
	id := a.records[a.chance.IntN(len(a.records))]
	_ = c.Join(crm.UserRoom(a.user.ID), "", 0)
	doc := c.Open(id)
	if doc.Wait(ctx, func(_ []crm.Hash, fields map[string]json.RawMessage) bool { return fields["type"] != nil }) != nil {
		a.t.Errorf("an attacker can't open %s: %v", id, c.Err())
		return
	}
	for range 100 {
		if a.tally.sent.Load() >= hostileChanges || !a.strike(ctx, c, doc) {
			return
		}
	}
}

// strike presents one mutated change and waits for what becomes of it; false when the socket is closed.
func (a *attacker) strike(ctx context.Context, c *client.Client, doc *client.Doc) bool {
	chunk := a.mutant(doc)
	change, malformed := crdt.ParseChange(chunk, nil)
	hash := crm.Hash(sha256.Sum256(chunk[8:]))
	if doc.Present([]crm.Hash{hash}, [][]byte{chunk}) != nil {
		return false
	}
	a.tally.sent.Add(1)
	if malformed != nil {
		a.tally.malformed.Add(1)
		select {
		case <-c.Done():
		case <-ctx.Done():
			a.t.Errorf("a malformed change (%v) leaves the socket open: %x", malformed, chunk)
			return false
		}
		var closed *client.Closed
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

// mutant is an honest change that was moved to the document's tip as somebody's new one, and then changed in a few places,
// with the right checksum.
func (a *attacker) mutant(doc *client.Doc) []byte {
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
func (a *attacker) move(honest *crdt.Change, doc *client.Doc) *crdt.Change {
	heads, start := doc.Tip()
	a.serial++
	actor := fmt.Sprintf("%016x", a.chance.Uint64())
	c := &crdt.Change{Deps: heads, Actor: crdt.Actor(actor[:16]), Seq: 1, StartOp: start, Time: honest.Time, Message: honest.Message}
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
		return crdt.OpID{Counter: uint64(1 + pick(500)), Actor: crdt.Actor([]string{"nobody", string(c.Actor), "x"}[pick(3)])}
	}
	switch pick(11) {
	case 0:
		op.Action = crdt.Action(pick(9))
	case 1:
		op.Obj = anyID()
	case 2:
		op.Key, op.List, op.Elem = []string{"", "type", "privateOf", "notes", "purchasePrice", "wings", "escrowNumber", "__proto__"}[pick(8)], false, crdt.OpID{}
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
		return crdt.Value{Type: kind, Bytes: []string{"", "x", "\u202e\x00", "longer than it should be"}[a.chance.IntN(4)]}
	}
}

// raw is a socket without any manners.
type raw struct {
	t    *testing.T
	conn *websocket.Conn
}

// rawDial upgrades and says nothing.
func (s *server) rawDial(token string) *raw {
	s.t.Helper()
	conn, _, err := websocket.DefaultDialer.Dial(s.socket()+"?access_token="+token, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = conn.Close() })
	return &raw{s.t, conn}
}

func (r *raw) send(data []byte) { _ = r.conn.WriteMessage(websocket.BinaryMessage, data) }

// code reads until the socket is closed, and gives the code; 0 where it isn't within the time.
func (r *raw) code(limit time.Duration) int {
	_ = r.conn.SetReadDeadline(time.Now().Add(limit))
	for {
		if _, _, err := r.conn.ReadMessage(); err != nil {
			var closed *websocket.CloseError
			if errors.As(err, &closed) {
				return closed.Code
			}
			return 0
		}
	}
}

// next reads one frame.
func (r *raw) next() client.Frame {
	r.t.Helper()
	_ = r.conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	var f client.Frame
	_, data, err := r.conn.ReadMessage()
	if err == nil {
		err = cbor.Unmarshal(data, &f)
	}
	if err != nil {
		r.t.Fatal(err)
	}
	return f
}

func encoded(t *testing.T, frame any) []byte {
	t.Helper()
	data, err := cbor.Marshal(frame)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

type m = map[string]any

func join(peer string) m {
	return m{"type": "join", "senderId": peer, "peerMetadata": m{"isEphemeral": true}, "supportedProtocolVersions": []string{"1"}}
}

// varint is n as ULEB128.
func varint(n uint64) []byte { return binary.AppendUvarint(nil, n) }

// syncOf joins the parts of a sync message.
func syncOf(parts ...[]byte) []byte { return append([]byte{0x42}, bytes.Join(parts, nil)...) }

// withChange is a sync message with one chunk and nothing else.
func withChange(chunk []byte) []byte {
	return (&crdt.Message{Changes: [][]byte{chunk}}).Encode()
}

// chunkOf seals contents as a chunk.
func chunkOf(kind byte, contents []byte) []byte {
	chunk := append([]byte{0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, kind}, varint(uint64(len(contents)))...)
	return seal(append(chunk, contents...))
}

func deflate(t *testing.T, contents []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err == nil {
		_, err = w.Write(contents)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// head is a change's contents up to its columns: by a fresh actor, after nothing.
func head(deps []byte) []byte {
	out := append(deps, 16)
	out = append(out, "a hostile actor!"...)
	return append(out, 1, 1, 0, 0, 0) // seq, startOp, time, message, other actors
}

// manyOps is a change of n operations in a few bytes: a run of deletions.
func manyOps(n int64) []byte {
	run := func(value byte) []byte { return append(sleb(n), value) }
	columns := [][]byte{append(append(sleb(n), 1), 'k'), varint(uint64(n)), run(3), run(0), run(0)}
	specs := []byte{0x15, 0x34, 0x42, 0x56, 0x70}
	out := append(head([]byte{0}), byte(len(specs)))
	for i, spec := range specs {
		out = append(append(out, spec), varint(uint64(len(columns[i])))...)
	}
	return append(out, bytes.Join(columns, nil)...)
}

// sleb is a positive n as SLEB128.
func sleb(n int64) []byte {
	var out []byte
	for {
		b := byte(n & 0x7f)
		n >>= 7
		if n == 0 && b&0x40 == 0 {
			return append(out, b)
		}
		out = append(out, b|0x80)
	}
}

func repeated(n int, value any) []any {
	list := make([]any, n)
	for i := range list {
		list[i] = value
	}
	return list
}

func nested(n int) any {
	var value any = 1
	for range n {
		value = []any{value}
	}
	return value
}
