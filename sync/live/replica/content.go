package replica

import (
	"encoding/json"
	"maps"
	"slices"

	"roomkey/crdt"
	"roomkey/crm"
)

// Limits of one document. Package crdt has the limits of one change.
const (
	maxOps     = 500_000
	maxBytes   = 64 << 20 // of all changes as they came; a snapshot is much smaller
	MaxHeads   = 256
	mergeHeads = 16 // the server merges more heads than this
	longAt     = 60 // percent of maxOps or maxBytes from which on a record is flagged
	renewAt    = 10 // percent that must be history alone before it may be renewed
)

var errOps = crm.Errorf(crm.CodeTooLarge, "a document has at most %d operations", maxOps)

// content is the history of a document, and what follows from it.
type content struct {
	graph  *crdt.Graph
	ops    *crdt.OpSet
	fields map[string]json.RawMessage // root fields
	actors map[crdt.Actor]crm.ID      // the owners of the actors that the document knows
	count  int                        // the number of operations in the history
	bytes  int                        // the size of all changes

	repairs map[crdt.Actor]crdt.Hash // by actor: the first change of each repair
	causes  map[crdt.Hash]crdt.Hash  // by the changes of repairs: what they put right
}

func newContent() content {
	return content{
		graph: crdt.NewGraph(), ops: crdt.NewOpSet(),
		fields: map[string]json.RawMessage{}, actors: map[crdt.Actor]crm.ID{},
		repairs: map[crdt.Actor]crdt.Hash{}, causes: map[crdt.Hash]crdt.Hash{},
	}
}

// add adds a checked change of owner. The dependencies of the change must be in the history.
func (c *content) add(change *crdt.Change, owner crm.ID) error {
	if err := c.ops.Apply(change); err != nil {
		return err
	}
	if err := c.graph.Add(crdt.NodeOf(change)); err != nil {
		return err
	}
	if cause, ok := crdt.RepairOf(change); ok {
		c.repairs[change.Actor], c.causes[change.Hash] = change.Hash, cause
	} else if first, ok := c.repairs[change.Actor]; ok {
		c.causes[change.Hash] = c.causes[first]
	}
	c.actors[change.Actor] = owner
	c.count += len(change.Ops)
	c.bytes += len(change.Data)
	return nil
}

// absorb takes over the count that the engine returned, and renders the root fields that changes have touched. The
// engine is not asked for their values: it would render a list of thousands of notes in ten times as long, and the
// whole list would travel between the processes at each edit.
func (c *content) absorb(state crdt.State, roots []string) {
	for _, name := range roots {
		if value, there := c.ops.Root(name); there {
			c.fields[name] = value
		} else {
			delete(c.fields, name)
		}
	}
	c.count = state.Ops
}

// CheckFull refuses any further change of a user if the document is as large as it may be.
func (c *content) CheckFull() error {
	if c.count >= maxOps {
		return errOps
	}
	return nil
}

// CheckTexts refuses a draft whose texts take more operations than the document has room for. It asks before anything
// is written: a long text takes many changes, of which the last would be refused. A draft that follows an older state
// is not looked at: what its texts were then is not known here. t is the record's type; nil while it is unknown.
func (c *content) CheckTexts(t *crm.RecordType, draft *crdt.Draft) error {
	if t == nil || draft.Base != nil || 2*c.count+len(draft.Patch) <= maxOps { // no more can be deleted and inserted
		return nil
	}
	var patch map[string]json.RawMessage
	if err := json.Unmarshal(draft.Patch, &patch); err != nil {
		return nil // the engine says what is wrong with it
	}
	count := c.count
	for _, name := range slices.Sorted(maps.Keys(patch)) {
		var to string
		field := t.Root(name)
		if field == nil || field.Kind != crm.KindText || json.Unmarshal(patch[name], &to) != nil {
			continue
		}
		for _, s := range crdt.TextDiff([]rune(c.ops.RootText(name)), []rune(to)) {
			count += s.Del + s.To - s.From
		}
		if count > maxOps {
			full := *errOps
			full.Field = "/" + name
			if field.Private {
				full.Field = "/private" + full.Field
			}
			return &full
		}
	}
	return nil
}

// NearlyFull reports whether people should know that the document will be full one day.
func (c *content) NearlyFull() bool {
	return c.count >= maxOps/100*longAt || c.bytes >= maxBytes/100*longAt
}

// CheckLong refuses to renew a document if that would bring it little further from its limits. ops and bytes are about
// what its content takes alone, which stays.
func (c *content) CheckLong(ops, bytes int) error {
	if c.count-ops >= maxOps/100*renewAt || c.bytes-bytes >= maxBytes/100*renewAt {
		return nil
	}
	return crm.Errorf(crm.CodeConflict, "of the %d operations of its history (of at most %d), its content takes about "+
		"%d; it can be renewed as soon as %d more than those are history", c.count, maxOps, ops, maxOps/100*renewAt)
}

// CheckRoom refuses a change that would make the document too large, together with those that the server adds after
// it, or that would raise its heads too far. It asks before the change is added.
func (c *content) CheckRoom(change *crdt.Change, added ...*crdt.Change) error {
	count, bytes := c.count+len(change.Ops), c.bytes+len(change.Data)
	for _, more := range added {
		count, bytes = count+len(more.Ops), bytes+len(more.Data)
	}
	switch {
	case count > maxOps:
		return errOps
	case bytes > maxBytes:
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

// Graph returns the history, to read.
func (c *content) Graph() *crdt.Graph { return c.graph }

// Ops returns the content with every surviving value, to read.
func (c *content) Ops() *crdt.OpSet { return c.ops }

// Fields returns the root fields. The document owns the map.
func (c *content) Fields() map[string]json.RawMessage { return c.fields }

// Field returns one root field.
func (c *content) Field(name string) (json.RawMessage, bool) {
	value, ok := c.fields[name]
	return value, ok
}

// Actors returns the owners of the actors that the document knows. The document owns the map.
func (c *content) Actors() map[crdt.Actor]crm.ID { return c.actors }

// Empty reports whether the history is empty.
func (c *content) Empty() bool { return c.graph.Len() == 0 }

// Count returns the number of operations in the history.
func (c *content) Count() int { return c.count }

// Bytes returns the size of all changes as they came.
func (c *content) Bytes() int { return c.bytes }

// NamedType returns the record type that the content names, or nil.
func (c *content) NamedType() *crm.RecordType { return crm.TypeNamed(c.ops.RootText("type")) }

// NamesHome reports whether the content names a record whose private document this is.
func (c *content) NamesHome() bool { return c.ops.RootText("privateOf") != "" }

// Agrees reports whether the engine has the same heads as the history.
func (c *content) Agrees(state crdt.State) bool { return slices.Equal(state.Heads, c.graph.Heads()) }

// TooManyHeads reports whether the server must merge the heads.
func (c *content) TooManyHeads() bool { return len(c.graph.Heads()) > mergeHeads }

// SeenBy reports whether deps include all heads, so that the author of a change made after deps had seen everything.
func (c *content) SeenBy(deps []crdt.Hash) bool { return sees(deps, c.graph.Heads()) }

// sees reports whether deps include all heads. deps may include more: Automerge names its own last change as a
// dependency even if other changes follow that.
func sees(deps, heads []crdt.Hash) bool {
	return !slices.ContainsFunc(heads, func(h crdt.Hash) bool { return !slices.Contains(deps, h) })
}

// persisted says how much of a document is stored.
type persisted struct {
	stored  int // the number of durable changes
	summary int // the number of changes in the stored snapshot
}

// Stored returns the number of durable changes.
func (p *persisted) Stored() int { return p.stored }

// Snapshotted returns the number of changes in the stored snapshot.
func (p *persisted) Snapshotted() int { return p.summary }

// Compacted notes that a snapshot of the first n changes was stored, or that none pays before many more have come.
func (p *persisted) Compacted(n int) { p.summary = n }
