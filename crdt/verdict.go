package crdt

import "roomkey/crm"

// stub
type Verdict struct {
	Roots  []string
	Faults []*crm.Error
}

func RepairActor(cause Hash) Actor             { return "" }
func RepairOf(c *Change) (cause Hash, ok bool) { return Hash{}, false }
func (p Policy) Judge(view *OpSet, b *Change) (*Verdict, error) {
	roots, err := p.Check(view, b)
	return &Verdict{Roots: roots}, err
}
func (v *Verdict) Repair(deps []Hash) ([]*Change, error) { return nil, nil }
func (p Policy) Sure(live *OpSet, b *Change) (roots []string, sure bool, err error) {
	return nil, false, nil
}
func (p Policy) Beyond(live *OpSet, b *Change) bool { return false }
func GiveWay(live *OpSet, b *Change, repairs map[Actor]Hash, changes []Hash) ([]*Change, error) {
	return nil, nil
}
