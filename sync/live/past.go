package live

import (
	"context"
	"encoding/json"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// Past reads a record as it was, for one user. A turn makes it, and it may be used after the turn: what it reads never
// changes, and reading a long history must not keep the record's other work waiting. Its methods may be called from any
// goroutine.
type Past struct {
	storage Documents
	engine  Engine
	user    *crm.User
	id      crm.ID
	unsaved map[bool][][]byte   // by half: the changes that were not in the storage when the turn was
	ops     map[bool]int        // by half: the operations that it had then
	heads   map[bool][]crm.Hash // by half: its heads then; nil for a half that was not in memory
}

// Past gives what reads the record as it was. Both halves that user may read must be in memory, see Pick.
func (v *Visit) Past(user *crm.User) *Past {
	p := &Past{storage: v.r.records.config.Storage, engine: v.r.records.config.Engine, user: user, id: v.r.id,
		unsaved: make(map[bool][][]byte), ops: make(map[bool]int), heads: make(map[bool][]crm.Hash)}
	for _, d := range append(v.r.documents(), v.r.asleep...) {
		p.unsaved[d.Private], p.ops[d.Private] = d.Unsaved(), d.Count()
		p.heads[d.Private] = append([]crm.Hash{}, d.Graph().Heads()...)
	}
	return p
}

// Stored reads a half of the record from the storage. Errors: not_found, and those of the storage.
func (p *Past) Stored(ctx context.Context, private bool) (*crm.Stored, error) {
	return p.storage.Document(ctx, p.Half(private))
}

// Half is the id of a half's document.
func (p *Past) Half(private bool) crm.ID {
	if private {
		return crm.PrivateID(p.id)
	}
	return p.id
}

// Heads returns the heads that a half had, sorted; nil for one that was not in memory. The Past owns the slice.
func (p *Past) Heads(private bool) []crm.Hash { return p.heads[private] }

// FieldsAt returns the root fields of a half at heads that the half has. The caller owns the map.
func (p *Past) FieldsAt(ctx context.Context, private bool, heads []crm.Hash) (map[string]json.RawMessage, error) {
	load := func(ctx context.Context) ([][]byte, error) {
		stored, err := p.Stored(ctx, private)
		if crm.CodeOf(err) == crm.CodeNotFound {
			return p.unsaved[private], nil
		}
		if err != nil {
			return nil, err
		}
		return append(replica.StoredChunks(stored), p.unsaved[private]...), nil // one may come twice, harmlessly
	}
	doc := crdt.Doc{ID: p.Half(private), Ops: p.ops[private], Load: load, User: p.user}
	state, err := p.engine.Fields(ctx, doc, heads)
	if crm.CodeOf(err) == crm.CodeRateLimited {
		return nil, err
	}
	if err != nil {
		return nil, unavailable(err)
	}
	fields := make(map[string]json.RawMessage, len(state.Fields))
	for name, value := range state.Fields {
		if name != "type" && !private || name != "privateOf" && private {
			fields[name] = value
		}
	}
	return fields, nil
}
