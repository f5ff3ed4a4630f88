package crdt

import "roomkey/crm"

// fits reports whether an object that the action makes may be the field's value.
func fits(f *crm.Field, a Action) bool {
	switch f.Kind {
	case crm.KindList:
		return a == ActionMakeList
	case crm.KindMap:
		return a == ActionMakeMap
	case crm.KindMoney, crm.KindNumber, crm.KindBool:
		return false
	}
	return a == ActionMakeText
}

// checkScalar validates a primitive value. at returns its pointer for an error.
func checkScalar(f *crm.Field, e *entry, at func() string) error {
	var err error
	switch e.kind {
	case ValueString:
		err = f.CheckString("", e.str)
	case ValueTimestamp:
		if err = f.CheckString("", timestamp(int64(e.bits()))); f.Kind != crm.KindTime {
			err = f.Check("", nil)
		}
	case ValueUint, ValueInt, ValueCounter, ValueFloat:
		err = f.CheckNumber("", e.number())
	case ValueTrue, ValueFalse:
		err = f.Check("", e.kind == ValueTrue)
	default:
		err = f.Check("", nil)
	}
	return named(err, at)
}

// named sets an error's pointer, which may be costly to find.
func named(err error, at func() string) error {
	if e, ok := err.(*crm.Error); ok {
		e.Field = at()
	}
	return err
}
