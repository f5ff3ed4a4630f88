package live

import (
	"context"
	"encoding/json"

	"roomkey/crdt"
	"roomkey/crm"
)

// Past reads a record as it was, for one user. A turn makes it, and it may be used after the turn: what it reads never
// changes, and reading a long history must not keep the record's other work waiting. Its methods may be called from any
// goroutine.
type Past struct {
	storage Documents
	engine  Engine
	user    *crm.User
	record  crm.Record
	unsaved map[crm.ID][][]byte   // by document: the changes that were not in the storage when the turn was
	ops     map[crm.ID]int        // by document: the operations that it had then
	heads   map[crm.ID][]crm.Hash // by document: its heads then; absent: it was not in memory
}

// Past gives what reads the record as it was. Both halves that user may read must be in memory, see Pick.
func (v *Visit) Past(user *crm.User) *Past {
	payForWaking(v.r, user)
	p := &Past{storage: v.r.records.config.Storage, engine: v.r.records.config.Engine, user: user,
		record: crm.Record{ID: v.r.id}, unsaved: make(map[crm.ID][][]byte), ops: make(map[crm.ID]int),
		heads: make(map[crm.ID][]crm.Hash)}
	if v.r.record != nil {
		p.record = *v.r.record
	}
	for _, d := range append(v.r.documents(), v.r.asleep...) {
		p.unsaved[d.ID], p.ops[d.ID] = d.Unsaved(), d.Count()
		p.heads[d.ID] = append([]crm.Hash{}, d.Graph().Heads()...)
	}
	return p
}

// Document returns the id of the document that holds a half now.
func (p *Past) Document(private bool) crm.ID { return p.record.DocumentOf(private) }

// Former lists the documents that a half had before it was renewed, oldest first.
func (p *Past) Former(ctx context.Context, private bool) ([]crm.ID, error) {
	if private && p.record.PrivateDocument.IsZero() || !private && p.record.Document.IsZero() {
		return nil, nil
	}
	return p.storage.Former(ctx, p.record.ID, private)
}

// Stored reads a document of the record from the storage. Errors: not_found, and those of the storage.
func (p *Past) Stored(ctx context.Context, document crm.ID) (*crm.Stored, error) {
	return p.storage.Document(ctx, document)
}

// Heads returns the heads that a document had, sorted; nil if it was not in memory. The Past owns the slice.
func (p *Past) Heads(document crm.ID) []crm.Hash { return p.heads[document] }

// FieldsAt returns the root fields of a document of the record at heads that it has. The caller owns the map.
func (p *Past) FieldsAt(ctx context.Context, document crm.ID, heads []crm.Hash) (map[string]json.RawMessage, error) {
	load := func(ctx context.Context) ([][]byte, error) {
		stored, err := p.Stored(ctx, document)
		if crm.CodeOf(err) == crm.CodeNotFound {
			return p.unsaved[document], nil
		}
		if err != nil {
			return nil, err
		}
		chunks := make([][]byte, len(stored.Changes), len(stored.Changes)+len(p.unsaved[document]))
		for i := range stored.Changes { // no snapshot: old states are made of single changes
			chunks[i] = stored.Changes[i].Data
		}
		return append(chunks, p.unsaved[document]...), nil // one may come twice, harmlessly
	}
	doc := crdt.Doc{ID: document, Ops: p.ops[document], Load: load, User: p.user}
	state, err := p.engine.Fields(ctx, doc, heads)
	if crm.CodeOf(err) == crm.CodeRateLimited {
		return nil, err
	}
	if err != nil {
		return nil, unavailable(err)
	}
	fields := make(map[string]json.RawMessage, len(state.Fields))
	for name, value := range state.Fields {
		if name != "type" && name != "privateOf" { // no field has such a name
			fields[name] = value
		}
	}
	return fields, nil
}
