package load

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/testclient"
)

// heavyOps is how many operations a heavy change has: as many characters are written as are taken away. In kilobytes
// they take the engine seconds.
const heavyOps = 9_800

// preparedChanges are those that Prepare gives the server, at most.
const preparedChanges = 5

// heavy makes changes that follow a type's fixed first change, and so can be replayed to every document of the type.
type heavy struct {
	a         *Attacker
	documents []crm.ID   // those that are heavy
	stored    []crm.Hash // changes that each of them holds
	prepared  []*crdt.Change

	mu      sync.Mutex // guards the rest
	serial  uint64
	current []*crdt.Change
	used    int // documents that were sent current
}

func newHeavy(a *Attacker) *heavy { return &heavy{a: a, serial: a.chance.Uint64()} }

// chain makes n heavy changes by an actor of their own.
func (h *heavy) chain(n int) ([]*crdt.Change, error) {
	h.serial++
	var actor [16]byte
	binary.BigEndian.PutUint64(actor[:], h.serial)
	first := crdt.Genesis(crm.TypeNamed("listing"), false)
	var text crdt.OpID
	for _, op := range first.Ops {
		if op.Key == "PublicRemarks" {
			text = op.ID
		}
	}
	deps, next := []crm.Hash{first.Hash}, first.MaxOp()+1
	changes := make([]*crdt.Change, n)
	for i := range changes {
		c := &crdt.Change{Deps: deps, Actor: crdt.Actor(actor[:]), Seq: uint64(i + 1), StartOp: next,
			Time: time.Now().Unix(), Ops: churn(text, crdt.Actor(actor[:]), next)}
		if err := crdt.EncodeChange(c); err != nil {
			return nil, err
		}
		changes[i], deps, next = c, []crm.Hash{c.Hash}, c.MaxOp()+1
	}
	return changes, nil
}

// churn writes characters at the beginning of a text and takes them away.
func churn(text crdt.OpID, actor crdt.Actor, next uint64) []crdt.Op {
	ops := make([]crdt.Op, 0, heavyOps)
	var last crdt.OpID
	for i := range heavyOps / 2 {
		id := crdt.OpID{Counter: next + uint64(i), Actor: actor}
		ops = append(ops, crdt.Op{ID: id, Obj: text, List: true, Elem: last, Insert: true, Action: crdt.ActionSet,
			Value: crdt.Value{Type: crdt.ValueString, Bytes: string(rune('a' + i%26))}})
		last = id
	}
	for i := range heavyOps / 2 {
		of := crdt.OpID{Counter: next + uint64(i), Actor: actor}
		ops = append(ops, crdt.Op{ID: crdt.OpID{Counter: next + uint64(heavyOps/2+i), Actor: actor}, Obj: text,
			List: true, Elem: of, Action: crdt.ActionDelete, Pred: []crdt.OpID{of}})
	}
	return ops
}

// settle gives the server documents with heavy changes, and waits until they are saved.
func (h *heavy) settle(ctx context.Context) (err error) {
	if h.prepared, err = h.chain(min(preparedChanges, h.a.weight.Changes)); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 4*patience)
	defer cancel()
	c, err := testclient.Dial(ctx, "ws://"+h.a.addr+"/sync", testclient.Options{Token: h.a.Token, Light: true})
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.Join(crm.UserRoom(h.a.ID), "", 0); err != nil {
		return err
	}
	for i := range min(h.a.weight.Documents, len(h.a.Listings)) {
		doc := c.Open(h.a.Listings[len(h.a.Listings)-1-i])
		if err := c.Wait(ctx, func() bool { return len(doc.HeadsLocked()) > 0 }); err != nil {
			return err
		}
		for _, change := range h.prepared {
			if err := c.Post(doc.ID, change); err != nil {
				return err
			}
			if err := doc.WaitSaved(ctx, change.Hash); err != nil {
				return fmt.Errorf("a heavy change: %w", err)
			}
		}
		h.documents = append(h.documents, doc.ID)
	}
	for _, change := range h.prepared {
		h.stored = append(h.stored, change.Hash)
	}
	// What an attack sends first is made before it begins: to make it takes as long as the server needs to read it.
	h.current, err = h.chain(h.a.weight.Changes)
	return err
}

// next gives a document and the changes that it is to be sent: those of one chain go to all documents, and then
// another chain does.
func (h *heavy) next() (crm.ID, []*crdt.Change, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.current == nil || h.used == len(h.a.Listings) {
		chain, err := h.chain(h.a.weight.Changes)
		if err != nil {
			return crm.ID{}, nil, err
		}
		h.current, h.used = chain, 0
	}
	h.used++
	return h.a.listing(h.used), h.current, nil
}

// replay sends heavy changes to one document after the other over a socket until it is closed.
func replay(ctx context.Context, a *Attacker, _, _ int) {
	dial, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c, err := testclient.Dial(dial, "ws://"+a.addr+"/sync", testclient.Options{Token: a.Token,
		OnFrame: func(f testclient.Frame) {
			if f.Type == "rejected" {
				a.rejected(len(f.Hashes))
			}
		}})
	if err != nil {
		a.ended(ctx, err)
		rest(ctx, redial)
		return
	}
	defer c.Close()
	stop := context.AfterFunc(ctx, c.Close)
	defer stop()
	_ = c.Join(crm.UserRoom(a.ID), "", 0) // a lost connection shows below
	for ctx.Err() == nil {
		doc, changes, err := a.heavy.next()
		if err == nil {
			err = c.PostAll(doc, changes)
		}
		if err != nil {
			select {
			case <-c.Done():
				a.ended(ctx, c.Err())
			case <-time.After(time.Second): // it is not read any more
				a.lost(ctx, err)
			}
			return
		}
	}
}

// ended notes why a socket ended.
func (a *Attacker) ended(ctx context.Context, err error) {
	var closed *testclient.Closed
	if errors.As(err, &closed) {
		a.closed(closed.Code, closed.Reason)
		return
	}
	a.lost(ctx, err)
}
