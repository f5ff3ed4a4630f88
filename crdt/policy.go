package crdt

import (
	"cmp"
	"maps"
	"slices"

	"roomkey/crm"
)

// Policy says what a change may do to a document: whose it is and what the document holds. Whether the user may write to
// the record at all is asked elsewhere (crm.User.May), and moves of a status are not checked, since a merge of two legal
// moves must never be refused; see crm.Field.CheckMove.
type Policy struct {
	Type    *crm.RecordType // nil: the document does not say yet what it is
	Private bool            // the document is a record's private one
	Record  crm.ID          // the record of a private document; zero: not known
	User    crm.ID          // whose change it is
	Server  bool            // the server wrote it: fields of the server are open to it, and others' notes may be moved
}

// Check says whether the change, applied next, is within the schema, and which root keys it is about, sorted. The set is
// left as it was. Where the schema is broken the error names the field by its pointer and has code invalid, too_large,
// or forbidden for what another user or only the server may write.
//
// Every value that the change writes is checked, also one that loses or that it overwrites itself; texts that are typed
// into, lists and counters are checked as the change leaves them. While a document has no type, a change must be legal for
// one type at least; the change that names the type is checked together with all that was there before.
func (p Policy) Check(s *OpSet, c *Change) (roots []string, err error) {
	before := p.before(s, c)
	back, err := s.apply(c)
	if err != nil {
		return nil, err
	}
	defer back()
	if p.Type != nil {
		return p.verdict(s, c, p.Type, before)
	}
	if t := crm.TypeNamed(s.RootText("type")); t != nil && !p.Private {
		if roots, err = p.verdict(s, c, t, before); err == nil {
			err = newInspector(p, s, t, before).everything()
		}
		return roots, err
	}
	for _, t := range crm.Types {
		var refused error
		if roots, refused = p.verdict(s, c, t, before); refused == nil {
			return roots, nil
		}
		err = cmp.Or(err, refused)
	}
	return nil, err
}

// fixed is what was there before a change and must not be altered by it.
type fixed struct {
	names   map[string][]string  // the texts of `type` and `privateOf`
	authors map[*object][]string // of notes that the change may re-sign
}

func (p Policy) before(s *OpSet, c *Change) fixed {
	f := fixed{names: map[string][]string{}, authors: map[*object][]string{}}
	for _, name := range []string{"type", "privateOf"} {
		f.names[name] = s.texts(s.root.keys[name])
	}
	for i := range c.Ops {
		o, key := s.object(c.Ops[i].Obj), c.Ops[i].Key
		if o != nil && o.kind == ActionMakeText {
			o, key = o.parent, o.key
		}
		if o != nil && o.keys != nil && key == "author" && f.authors[o] == nil {
			f.authors[o] = s.texts(o.keys[key])
		}
	}
	return f
}

// texts are the values of a list of entries that are texts, winner last.
func (s *OpSet) texts(list []entry) []string {
	var texts []string
	for i := range list {
		if text, ok := s.text(&list[i]); ok {
			texts = append(texts, text)
		}
	}
	return texts
}

// verdict checks the applied change against one type.
func (p Policy) verdict(s *OpSet, c *Change, t *crm.RecordType, before fixed) ([]string, error) {
	in := newInspector(p, s, t, before)
	roots := map[string]bool{}
	for i := range c.Ops {
		op := &c.Ops[i]
		o := s.object(op.Obj)
		roots[in.root(o, op.Key)] = true
		if err := in.operation(o, op); err != nil {
			return nil, err
		}
	}
	if err := in.aftermath(); err != nil {
		return nil, err
	}
	return slices.Sorted(maps.Keys(roots)), nil
}
