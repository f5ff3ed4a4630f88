package crdt

// Sure reports whether b is right after whatever part of the document its author had seen, judged by the live document
// alone. roots and err are as in [Policy.Judge].
func (p Policy) Sure(live *OpSet, b *Change) (roots []string, sure bool, err error) {
	v, err := p.Judge(live, b)
	if err != nil {
		return nil, false, err
	}
	return v.Roots, false, nil
}
