package crdt

import (
	"cmp"
	"maps"
	"slices"

	"roomkey/crm"
)

// maxDescriptionBytes is the length of the longest message with which an author may describe a change: that of a short
// text.
const maxDescriptionBytes = crm.MaxStringBytes

// Policy says which changes of a user a document accepts, given its type. It does not check whether the user may write
// the record at all (see crm.User.May). It does not check moves of a status either, because a merge of two legal moves
// must never be refused (see crm.Field.CheckMove).
type Policy struct {
	Type    *crm.RecordType // nil: the document does not name its type yet
	Private bool            // the document is a record's private one
	Record  crm.ID          // the record of a private document; zero: unknown
	User    crm.ID          // the author of the change
	Server  bool            // the server wrote it: it may write server fields and move other users' notes
	Merged  bool            // what others wrote meanwhile may bring lists, texts and counters beyond their limits
	Moves   bool            // Judge puts back a status to which the record may not move from where it was
	Draft   bool            // the document is no record yet, so everything in it is its one author's

	DeletesNotes bool   // the user may delete others' notes
	limits       limits // of tests; the zero limits are the schema's
}

// Check reports whether the schema allows the change as the document's next one, and returns the root keys that it
// touches, sorted. It does not modify s. If the schema forbids the change, the error names the field by its pointer;
// its code is invalid, too_large, or forbidden for a field that only another user or the server may write. It is a
// [*StateError] if the fault is in a list, text or counter as a whole.
//
// Check validates every value that the change writes, even one that loses or that the change itself overwrites. It
// validates collaborative texts, lists and counters as the change leaves them. While a document has no type, a change
// must be legal for at least one type; the change that sets the type is checked together with everything before it.
func (p Policy) Check(s *OpSet, c *Change) (roots []string, err error) {
	if len(c.Message) > maxDescriptionBytes {
		return nil, tooLarge("the change's message is longer than 4096 bytes")
	}
	if err := p.CheckNotes(s, c); err != nil {
		return nil, err
	}
	before := p.before(s, c)
	back, err := s.apply(c)
	if err != nil {
		return nil, err
	}
	defer back()
	if p.Type != nil {
		return p.checkAs(s, c, p.Type, before)
	}
	if t := crm.TypeNamed(s.RootText("type")); t != nil && !p.Private {
		if roots, err = p.checkAs(s, c, t, before); err == nil {
			err = newChecker(p, s, t, before).checkDocument()
		}
		return roots, err
	}
	for _, t := range crm.Types {
		var refused error
		if roots, refused = p.checkAs(s, c, t, before); refused == nil {
			return roots, nil
		}
		err = cmp.Or(err, refused)
	}
	return nil, err
}

func (p Policy) before(s *OpSet, c *Change) fixed {
	f := fixed{names: map[string][]string{}, authors: map[*object][]string{}, sizes: map[*object]size{}}
	for _, name := range []string{"type", "privateOf"} {
		f.names[name] = s.texts(s.root.keys[name])
	}
	for i := range c.Ops {
		o, key := s.object(c.Ops[i].Obj), c.Ops[i].Key
		if o != nil && o.seq != nil {
			f.sizes[o] = size{o.seq.visible, o.seq.bytes}
		}
		if o != nil && o.kind == ActionMakeText {
			o, key = o.parent, o.key
		}
		if o != nil && o.keys != nil && key == "author" && f.authors[o] == nil {
			f.authors[o] = s.texts(o.keys[key])
		}
	}
	return f
}

// checkAs checks the applied change against one type.
func (p Policy) checkAs(s *OpSet, c *Change, t *crm.RecordType, before fixed) ([]string, error) {
	in := newChecker(p, s, t, before)
	roots := map[string]bool{}
	for i := range c.Ops {
		op := &c.Ops[i]
		o := s.object(op.Obj)
		roots[in.root(o, op.Key)] = true
		if err := in.operation(o, op); err != nil {
			return nil, err
		}
	}
	if err := in.checkResult(); err != nil {
		return nil, err
	}
	return slices.Sorted(maps.Keys(roots)), nil
}

func newChecker(p Policy, s *OpSet, t *crm.RecordType, before fixed) *checker {
	return &checker{
		schemaPaths: newSchemaPaths(s, t, p.Private), record: p.Record, user: p.User, server: p.Server,
		merged: p.Merged, before: before,
		names: map[string]bool{}, seen: map[*object]bool{}, fresh: map[*object]bool{},
	}
}
