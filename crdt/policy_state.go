package crdt

import (
	"math"
	"strconv"

	"roomkey/crm"
)

// StateError says that a list, a text or a counter is beyond its limits after a change. If somebody else has written
// meanwhile, the author may be innocent: check the change against what its author had seen, and then with
// Policy.Merged.
type StateError struct{ Err *crm.Error }

func (e *StateError) Error() string { return e.Err.Error() }

// Unwrap returns the error for the author.
func (e *StateError) Unwrap() error { return e.Err }

// size is the length of a list or text: visible elements, and bytes of a text.
type size struct{ visible, bytes int }

// beyond makes a StateError of an error about the state of the document. It returns nil if a merge is to blame.
func (in *checker) beyond(err error) error {
	known, ok := err.(*crm.Error)
	switch {
	case !ok:
		return err
	case in.merged:
		return nil
	}
	return &StateError{known}
}

// checkSize validates the length of a list or text, and a text's value. Whoever shortens what is too long is innocent.
func (in *checker) checkSize(o *object, f *crm.Field) error {
	q := o.seq
	if q == nil {
		return nil
	}
	was := in.before.sizes[o]
	if !q.text {
		if q.visible <= max(crm.MaxListItems, was.visible) {
			return nil
		}
		message := "has more than " + strconv.Itoa(crm.MaxListItems) + " items"
		return in.beyond(&crm.Error{Code: crm.CodeTooLarge, Field: in.path(o), Message: message})
	}
	if f.Kind == crm.KindText && q.bytes <= max(crm.MaxTextBytes, was.bytes) {
		return nil // the characters have been checked
	}
	err := f.CheckString(in.path(o), in.set.content(q))
	if err == nil || crm.CodeOf(err) == crm.CodeTooLarge && q.bytes <= was.bytes {
		return nil
	}
	return in.beyond(err)
}

// checkCounters validates the counters that an increment changed. Whoever moves a counter that is out of range towards
// its range is innocent.
func (in *checker) checkCounters(o *object, op *Op) error {
	list := o.keys[op.Key]
	if o.seq != nil {
		at, _ := in.set.element(o.seq, op.Elem)
		list = o.seq.elems[at].survivors()
	}
	f := in.fieldAt(o, op.Key)
	for i := range list {
		if list[i].kind != ValueCounter {
			continue
		}
		err := checkScalar(f, &list[i], func() string { return in.pointer(o, op) })
		if err == nil {
			continue
		}
		now := list[i].number()
		if was := excess(f, now-in.added(op)); was > 0 && excess(f, now) <= was {
			continue
		}
		if err := in.beyond(err); err != nil {
			return err
		}
	}
	return nil
}

// added returns what the change has added to the counters at the place of an increment.
func (in *checker) added(at *Op) (sum float64) {
	for _, op := range in.incs {
		if op.Obj == at.Obj && op.Key == at.Key && op.Elem == at.Elem {
			sum += float64(increment(op.Value))
		}
	}
	return sum
}

// excess returns how far a number is outside of the field's range; 0 within it.
func excess(f *crm.Field, number float64) float64 {
	low, high := math.Inf(-1), math.Inf(1)
	if f.Kind == crm.KindMoney {
		low, high = -crm.MaxMoney, crm.MaxMoney
	}
	if f.Min != nil {
		low = max(low, *f.Min)
	}
	if f.Max != nil {
		high = min(high, *f.Max)
	}
	return max(low-number, number-high, 0)
}
