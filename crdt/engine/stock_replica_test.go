package engine_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"roomkey/crdt"
	"roomkey/crdt/engine"
)

// stockReplica is a document as its owner holds it: graph, operation set, engine, and the sync state of one stock peer.
type stockReplica struct {
	stored
	random *rand.Rand
	pool   *engine.Pool
	graph  *crdt.Graph
	set    *crdt.OpSet
	peer   *crdt.Peer
	data   map[crdt.Hash][]byte
	ops    int
	places places
	sent   [][]byte // messages to the peer

}

// receive handles a message of the peer, as crdt.Peer asks of the owner.
func (r *stockReplica) receive(ctx context.Context, message []byte) error {
	m, err := crdt.ParseMessage(message)
	if err != nil {
		return err
	}
	var fresh [][]byte
	for _, chunk := range m.Changes {
		c, err := crdt.ParseChange(chunk, nil)
		if err != nil {
			return err
		}
		if r.graph.Has(c.Hash) {
			continue
		}
		if len(r.graph.Missing(c.Deps)) > 0 {
			if err := r.peer.Waiting.Add(c, time.Unix(0, 0)); err != nil {
				return err
			}
			continue
		}
		taken, err := r.take(c)
		if err != nil {
			return err
		}
		fresh = append(fresh, taken...)
	}
	if err := r.apply(ctx, fresh); err != nil {
		return err
	}
	r.peer.Receive(r.graph, m)
	return r.generate(ctx)
}

// take adds a change of the peer and the changes that waited for it, and returns their chunks.
func (r *stockReplica) take(c *crdt.Change) (chunks [][]byte, err error) {
	for more := []*crdt.Change{c}; len(more) > 0; more = r.peer.Waiting.Ready(r.graph) {
		for _, c := range more {
			if err := r.add(c); err != nil {
				return nil, fmt.Errorf("an honest change is refused: %w", err)
			}
			r.peer.Holds(r.graph, c.Hash)
			chunks = append(chunks, c.Data)
		}
	}
	return chunks, nil
}

// add adds a change to everything except the engine.
func (r *stockReplica) add(c *crdt.Change) error {
	if err := r.set.Apply(c); err != nil {
		return err
	}
	if err := r.graph.Add(crdt.NodeOf(c)); err != nil {
		return err
	}
	r.data[c.Hash] = c.Data
	r.ops += len(c.Ops)
	r.places.learn(c)
	r.stored.add(c.Data)
	return nil
}

// apply passes changes to the engine, sometimes to one that must load all of them.
func (r *stockReplica) apply(ctx context.Context, changes [][]byte) error {
	if len(changes) == 0 {
		return nil
	}
	if r.random.IntN(16) == 0 {
		r.pool.Drop(r.id)
	}
	state, err := r.pool.Apply(ctx, r.doc(), changes, nil)
	if err != nil {
		return err
	}
	return r.compare(state)
}

// generate makes the next message to the peer. It sometimes sends a whole document as a snapshot of the engine.
func (r *stockReplica) generate(ctx context.Context) error {
	out, ok := r.peer.Generate(r.graph)
	if !ok {
		return nil
	}
	chunks := make([][]byte, len(out.Changes))
	for i, h := range out.Changes {
		chunks[i] = crdt.Deflate(r.data[h])
	}
	if out.Whole && r.random.IntN(2) == 0 {
		snapshot, heads, err := r.pool.Snapshot(ctx, r.doc())
		if err != nil {
			return err
		}
		if !slices.Equal(heads, r.graph.Heads()) {
			return fmt.Errorf("the snapshot's heads are %v, the graph's %v", heads, r.graph.Heads())
		}
		chunks = [][]byte{snapshot}
	}
	r.sent = append(r.sent, out.Encode(chunks))
	return nil
}

// author makes one change here, of random operations or by the engine, and tells the peer.
func (r *stockReplica) author(ctx context.Context) error {
	inSync := r.peer.InSync(r.graph)
	var chunk []byte
	var err error
	if r.random.IntN(2) == 0 {
		chunk, err = r.draft(ctx)
	} else {
		chunk, err = r.encode(ctx)
	}
	if err != nil || chunk == nil {
		return err
	}
	if !inSync {
		return r.generate(ctx)
	}
	r.sent = append(r.sent, crdt.EncodePush(r.graph, [][]byte{chunk}))
	r.peer.Pushed(r.graph, r.graph.Heads())
	return nil
}

// draft makes a change with the engine.
func (r *stockReplica) draft(ctx context.Context) ([]byte, error) {
	draft := randomDraft(r.random)
	draft.Actor = [16]byte{0xee, 15: byte(r.random.IntN(2))}
	chunk, state, err := r.pool.Author(ctx, r.doc(), draft)
	var refused *crdt.RefusedError
	if errors.As(err, &refused) {
		return nil, nil // the stock authors have put another value there
	}
	if err != nil || chunk == nil {
		return nil, err
	}
	c, err := crdt.ParseChange(chunk, nil)
	if err != nil {
		return nil, fmt.Errorf("the engine's own change: %w", err)
	}
	if err := r.add(c); err != nil {
		return nil, fmt.Errorf("the engine's own change: %w", err)
	}
	return chunk, r.compare(state)
}

// encode makes a change without the engine.
func (r *stockReplica) encode(ctx context.Context) ([]byte, error) {
	actor := crdt.Actor([]byte{0xcc, 15: byte(r.random.IntN(2))})
	c := &crdt.Change{Deps: slices.Clone(r.graph.Heads()), Actor: actor, Seq: r.graph.Last(actor) + 1,
		StartOp: r.graph.MaxOp() + 1}
	c.Time, c.Message = 1_700_000_000, []string{"", "née"}[r.random.IntN(2)]
	honest := r.random.IntN(8) > 0
	r.places.write(r.random, c, honest)
	if err := crdt.EncodeChange(c); err != nil && !honest {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	again, err := crdt.ParseChange(crdt.Deflate(c.Data), nil)
	if err != nil {
		return nil, fmt.Errorf("our own change: %w", err)
	}
	if err := r.add(again); err != nil && !honest {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("our own change: %w", err)
	}
	return c.Data, r.apply(ctx, [][]byte{c.Data})
}

// compare compares the engine's state with the graph and the operation set.
func (r *stockReplica) compare(state crdt.State) error {
	if !slices.Equal(state.Heads, r.graph.Heads()) {
		return fmt.Errorf("the engine's heads are %v, the graph's %v", state.Heads, r.graph.Heads())
	}
	if state.Ops != r.ops {
		return fmt.Errorf("the engine counts %d operations of %d", state.Ops, r.ops)
	}
	fields := r.set.Fields()
	if !maps.EqualFunc(state.Fields, fields, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) }) {
		return fmt.Errorf("the engine has %s\nthe operation set %s", text(state.Fields), text(fields))
	}
	return nil
}

func text(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		return []byte(err.Error())
	}
	return b
}
