package crdt

import (
	"cmp"
	"maps"
	"slices"

	"roomkey/crm"
)

// Check reports whether the schema allows the change as the document's next one, and returns the root keys that it
// touches, sorted. It does not modify s. It is for documents that do not name their type yet, and for what the server
// writes: [Policy.Judge] puts right what others write. If the schema forbids the change, the error names the field by
// its pointer; its code is invalid, too_large, or forbidden for a field that only another user or the server may write.
//
// Check validates every value that the change leaves, even one that loses, but not what is missing or unclean, which is
// put right later. While a document has no type, a change must be legal for at least one type; the change that sets the
// type is checked together with everything before it.
func (p Policy) Check(s *OpSet, c *Change) (roots []string, err error) {
	if len(c.Message) > maxDescriptionBytes {
		return nil, tooLarge("the change's message is longer than 4096 bytes")
	}
	if err := p.CheckNotes(s, c); err != nil {
		return nil, err
	}
	if p.Type != nil {
		return p.checkAs(s, c, false)
	}
	back, err := s.apply(c)
	if err != nil {
		return nil, err
	}
	named := crm.TypeNamed(s.RootText("type"))
	back()
	if named != nil && !p.Private {
		p.Type = named
		return p.checkAs(s, c, true)
	}
	for _, p.Type = range crm.Types {
		var refused error
		if roots, refused = p.checkAs(s, c, false); refused == nil {
			return roots, nil
		}
		err = cmp.Or(err, refused)
	}
	return nil, err
}

// checkAs checks a change against the policy's type, and with it the whole document if the change names that.
func (p Policy) checkAs(s *OpSet, c *Change, whole bool) ([]string, error) {
	in := newInspector(p, s, c)
	in.lenient = true
	back, err := s.apply(c)
	if err != nil {
		return nil, err
	}
	defer back()
	err = in.inspect()
	if whole && err == nil {
		in.inspectAll()
	}
	switch {
	case len(in.faults) > 0:
		return nil, in.faults[0].err
	case err != nil:
		return nil, err
	}
	return slices.Sorted(maps.Keys(in.roots)), nil
}
