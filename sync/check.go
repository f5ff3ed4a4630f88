package sync

import (
	"context"
	"errors"
	"slices"

	"roomkey/crdt"
	"roomkey/crm"
)

// check judges one change whose dependencies are there, and adds it to the history in memory when it is good. The error's
// code is unavailable where it could not be judged.
func (d *dossier) check(ctx context.Context, doc *document, c *crdt.Change, b *batch) (roots []string, err error) {
	denied, err := d.hub.claims.quarantined(ctx, c.Hash)
	switch {
	case err != nil:
		return nil, unavailable(err)
	case denied:
		return nil, crm.Errorf(crm.CodeInvalid, "this change can't be processed")
	}
	if err := doc.room(c); err != nil {
		return nil, err
	}
	if c.StartOp > doc.graph.MaxOp()+1 { // an Automerge counts on from what it holds; counters end at 32 bits
		return nil, crm.Errorf(crm.CodeInvalid, "its operations are numbered beyond the document's")
	}
	if err := d.attribute(ctx, doc, c, b); err != nil {
		return nil, err
	}
	policy := d.policy(doc, b.by)
	if roots, err = policy.Check(doc.ops, c); err != nil && doc.undecided() {
		// Nothing says yet which half of a record the draft is.
		policy.Private = true
		if other, refused := policy.Check(doc.ops, c); refused == nil {
			roots, err = other, nil
		}
	}
	if err != nil {
		return nil, err
	}
	was := doc.status(policy.Type)
	sequential := sees(c.Deps, doc.graph.Heads())
	if err := doc.add(c); err != nil {
		return nil, err
	}
	if err := d.judge(ctx, doc, policy.Type, roots, was, sequential, b); err != nil {
		return nil, d.undo(ctx, doc, b, err)
	}
	doc.actors[c.Actor] = d.ownerOf(c, b.by)
	doc.count += len(c.Ops)
	doc.bytes += len(c.Data)
	return roots, nil
}

// judge looks at what the document holds now: references, and moves of the status. A status that one user moves with
// everything before their eyes must move legally; one that a merge moves is flagged later.
func (d *dossier) judge(ctx context.Context, doc *document, t *crm.RecordType, roots []string, was string, sequential bool, b *batch) error {
	if b.by.server || t == nil || d.record == nil {
		return nil
	}
	if is := doc.status(t); is != was && !doc.private {
		err := t.Root(t.Status).CheckMove("/"+crm.Escape(t.Status), was, is)
		if err != nil && sequential {
			return err
		}
		b.astray = err != nil
	}
	return d.checkRefs(ctx, t, doc.private, roots, doc.ops.Root, d.oldRoots(doc), b.by.user, nil)
}

// undo takes back the last change that was added, which judge refused. The engine keeps the document: to load it anew would
// cost others, whose documents it holds too, far more than a refused change costs its author.
func (d *dossier) undo(ctx context.Context, doc *document, b *batch, cause error) error {
	if err := d.recall(ctx, doc); err != nil {
		return unavailable(errors.Join(cause, err))
	}
	for _, c := range b.changes {
		if err := doc.add(c); err != nil {
			return unavailable(errors.Join(cause, err))
		}
		doc.actors[c.Actor] = d.ownerOf(c, b.by)
	}
	return cause
}

// room refuses what would make the document too large for everybody.
func (doc *document) room(c *crdt.Change) error {
	switch {
	case doc.count+len(c.Ops) > maxDocumentOps:
		return crm.Errorf(crm.CodeTooLarge, "a document has at most %d operations", maxDocumentOps)
	case doc.bytes+len(c.Data) > maxDocumentBytes:
		return crm.Errorf(crm.CodeTooLarge, "the document is too large")
	case len(doc.graph.Heads()) < maxHeads:
		return nil
	}
	heads := doc.graph.Heads()
	for _, dep := range c.Deps {
		for _, h := range heads {
			if h == dep {
				return nil
			}
		}
	}
	return crm.Errorf(crm.CodeTooLarge, "a document has at most %d heads", maxHeads)
}

// attribute sees that the change is by an actor of the user's, and that the actor has not said something else before.
func (d *dossier) attribute(ctx context.Context, doc *document, c *crdt.Change, b *batch) error {
	if c.Seq != doc.graph.Last(c.Actor)+1 {
		return crdt.ErrEquivocation
	}
	if crdt.IsGenesis(c.Hash) || b.by.server {
		return nil
	}
	user := b.by.userID()
	owner, known := doc.actors[c.Actor]
	if !known {
		issued, err := d.hub.issuedTo(ctx, b.by.user, c.Actor)
		if err != nil {
			return unavailable(err)
		}
		if !issued {
			return errActor
		}
		var fresh bool
		if owner, fresh, err = d.hub.claims.claim(ctx, c.Actor, user); err != nil {
			return unavailable(err)
		}
		if fresh {
			b.fresh = append(b.fresh, c.Actor)
		}
	}
	if owner != user {
		return errActor
	}
	return nil
}

var errActor = crm.Errorf(crm.CodeForbidden, "the change is by somebody else's actor")

// ownerOf is whose change it is: nobody's for the fixed first changes, which all may bring.
func (d *dossier) ownerOf(c *crdt.Change, by submission) crm.ID {
	if crdt.IsGenesis(c.Hash) {
		return crm.ID{}
	}
	return by.userID()
}

// policy is what holds for changes of the document by this user.
func (d *dossier) policy(doc *document, by submission) crdt.Policy {
	p := crdt.Policy{Type: d.typeOf(doc), Private: doc.private || doc.privateOf() != (crm.ID{}), User: by.userID(), Server: by.server}
	if d.record != nil {
		p.Record = d.id
	}
	return p
}

// undecided reports whether a draft may still become either half of a record.
func (doc *document) undecided() bool {
	return !doc.private && doc.ops.RootText("type") == "" && doc.ops.RootText("privateOf") == ""
}

// privateOf is the record whose private document a draft says it is; zero where it says no such thing.
func (doc *document) privateOf() crm.ID { return privateOf(doc.ops, doc.id) }

func privateOf(ops *crdt.OpSet, doc crm.ID) crm.ID {
	id, err := crm.ParseID(ops.RootText("privateOf"))
	if err != nil || crm.PrivateID(id) != doc {
		return crm.ID{}
	}
	return id
}

// typeOf is the record type that the document is checked by; nil while it is not known.
func (d *dossier) typeOf(doc *document) *crm.RecordType {
	if d.record != nil {
		return crm.TypeNamed(d.record.Type)
	}
	return crm.TypeNamed(doc.ops.RootText("type"))
}

// status is the status of the record as the document in memory has it; "" where there is none.
func (doc *document) status(t *crm.RecordType) string {
	if t == nil || doc.private {
		return ""
	}
	return doc.ops.RootText(t.Status)
}

// sees reports whether what was made after deps was made with all heads in view. An Automerge names its own last change
// among the deps even where others have been made after it.
func sees(deps, heads []crdt.Hash) bool {
	return !slices.ContainsFunc(heads, func(h crdt.Hash) bool { return !slices.Contains(deps, h) })
}
