package replica

import (
	"encoding/json"
	"slices"

	"roomkey/crdt"
	"roomkey/crm"
)

// Caps of one document, beyond those of one change that crdt holds.
const (
	maxOps     = 200_000
	maxBytes   = 64 << 20 // of all changes as they came; a saved document is a small part of that
	MaxHeads   = 256
	mergeHeads = 16 // with more heads than this the server merges
)

// content is what a document holds: its history and what follows from it.
type content struct {
	graph  *crdt.Graph
	ops    *crdt.OpSet
	fields map[string]json.RawMessage // root fields as the engine says
	actors map[crdt.Actor]crm.ID      // whose the actors are that the document knows
	count  int                        // operations in the whole history
	bytes  int                        // of all changes
}

func newContent() content {
	return content{
		graph: crdt.NewGraph(), ops: crdt.NewOpSet(), fields: map[string]json.RawMessage{}, actors: map[crdt.Actor]crm.ID{},
	}
}

// add takes in a checked change of owner's whose dependencies are there.
func (c *content) add(change *crdt.Change, owner crm.ID) error {
	if err := c.ops.Apply(change); err != nil {
		return err
	}
	if err := c.graph.Add(crdt.NodeOf(change)); err != nil {
		return err
	}
	c.actors[change.Actor] = owner
	c.count += len(change.Ops)
	c.bytes += len(change.Data)
	return nil
}

// absorb takes over what the engine says.
func (c *content) absorb(state crdt.State) {
	for name, value := range state.Fields {
		c.fields[name] = value
	}
	for _, name := range state.Absent {
		delete(c.fields, name)
	}
	c.count = state.Ops
}

// checkRoom refuses what would make the document too large for everybody.
func (c *content) checkRoom(change *crdt.Change) error {
	switch {
	case c.count+len(change.Ops) > maxOps:
		return crm.Errorf(crm.CodeTooLarge, "a document has at most %d operations", maxOps)
	case c.bytes+len(change.Data) > maxBytes:
		return crm.Errorf(crm.CodeTooLarge, "the document is too large")
	case len(c.graph.Heads()) < MaxHeads:
		return nil
	}
	for _, head := range c.graph.Heads() {
		if slices.Contains(change.Deps, head) {
			return nil
		}
	}
	return crm.Errorf(crm.CodeTooLarge, "a document has at most %d heads", MaxHeads)
}

// Graph is the history, to read.
func (c *content) Graph() *crdt.Graph { return c.graph }

// Ops is the content with every value that survives, to read.
func (c *content) Ops() *crdt.OpSet { return c.ops }

// Fields are the root fields as the engine says; the map is the document's.
func (c *content) Fields() map[string]json.RawMessage { return c.fields }

// Field is one root field.
func (c *content) Field(name string) (json.RawMessage, bool) {
	value, ok := c.fields[name]
	return value, ok
}

// Actors says whose the actors are that the document knows; the map is the document's.
func (c *content) Actors() map[crdt.Actor]crm.ID { return c.actors }

// Empty reports whether nothing is known of the document.
func (c *content) Empty() bool { return c.graph.Len() == 0 }

// Bytes is the size of all changes as they came.
func (c *content) Bytes() int { return c.bytes }

// NamedType is the record type that the content names; nil where it names none.
func (c *content) NamedType() *crm.RecordType { return crm.TypeNamed(c.ops.RootText("type")) }

// NamesHome reports whether the content says anything of the record that it is the private document of.
func (c *content) NamesHome() bool { return c.ops.RootText("privateOf") != "" }

// Agrees reports whether the engine holds what the history says.
func (c *content) Agrees(state crdt.State) bool { return slices.Equal(state.Heads, c.graph.Heads()) }

// TooManyHeads reports whether the server merges the heads.
func (c *content) TooManyHeads() bool { return len(c.graph.Heads()) > mergeHeads }

// SeenBy reports whether a change made after deps was made with all heads in view.
func (c *content) SeenBy(deps []crdt.Hash) bool { return sees(deps, c.graph.Heads()) }

// sees reports whether a change made after deps was made with all heads in view. An Automerge names its own last
// change among the deps even where others have been made after it.
func sees(deps, heads []crdt.Hash) bool {
	return !slices.ContainsFunc(heads, func(h crdt.Hash) bool { return !slices.Contains(deps, h) })
}

// persisted is how much of a document the storage has.
type persisted struct {
	stored  int // changes that are durable
	summary int // changes within the stored snapshot
}

// Stored is the number of changes that are durable.
func (p *persisted) Stored() int { return p.stored }

// Snapshotted is the number of changes within the stored snapshot.
func (p *persisted) Snapshotted() int { return p.summary }

// Compacted notes that a snapshot was stored, or does not pay before as many changes have come again.
func (p *persisted) Compacted() { p.summary = p.stored }
