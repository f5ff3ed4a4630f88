package crdt

import (
	"strings"

	"roomkey/crm"
)

// checkValue checks one value, cleaned, of the field.
func (in *inspector) checkValue(f *crm.Field, e *entry) *crm.Error {
	var err error
	switch {
	case e.kind == ValueString:
		err = checkString(f, in.cleaned(f, e), in.policy.Server)
	case e.kind != kindObject:
		if err = checkScalar(f, e, func() string { return "" }); err == nil && !in.policy.Server {
			err = ruleScalar(f, e)
		}
	case !fits(f, e.makes()):
		err = crm.Invalid("", "must be a %s", f.Kind)
	case e.makes() == ActionMakeText && f.Kind != crm.KindText:
		err = checkString(f, in.cleaned(f, e), in.policy.Server)
	}
	known, _ := err.(*crm.Error)
	return known
}

// checkString checks a string, cleaned. What the server writes has been judged before, or was there before the rules
// within the field and comes back.
func checkString(f *crm.Field, text string, server bool) error {
	err := f.CheckString("", text)
	if err == nil && !server {
		err = f.RuleString("", text, "")
	}
	return err
}

// ruleScalar checks what the rules within the field say of a primitive value that is no string. None of them depends on
// the day: a repair must follow from the history alone.
func ruleScalar(f *crm.Field, e *entry) error {
	switch e.kind {
	case ValueTimestamp:
		return f.RuleString("", timestamp(int64(e.bits())), "")
	case ValueUint, ValueInt, ValueCounter, ValueFloat:
		return f.RuleNumber("", e.number())
	}
	return nil
}

// checkCounters checks the counters that increments have changed. Whoever moves a counter that is out of range towards
// its range is innocent.
func (in *inspector) checkCounters(f *crm.Field, before, after []entry) *crm.Error {
	for i := range after {
		now := &after[i]
		if now.kind != ValueCounter || in.wrote(now.ref()) {
			continue
		}
		for j := range before {
			was := &before[j]
			if was.ref() == now.ref() && excess(f, now.number()) > excess(f, was.number()) {
				err, _ := checkScalar(f, now, func() string { return "" }).(*crm.Error)
				return err
			}
		}
	}
	return nil
}

// checkMove checks a move of the record's status to what is shown, and to each value that the change wrote: one that
// loses may be shown later.
func (in *inspector) checkMove(f *crm.Field, after []entry) *crm.Error {
	if len(after) == 0 {
		err, _ := f.CheckMove("", in.status, "").(*crm.Error)
		return err
	}
	for i := range after {
		e := &after[i]
		if i < len(after)-1 && !in.wrote(e.ref()) && !in.spliced(in.set, e) {
			continue
		}
		status, _ := in.set.text(e)
		if err, _ := f.CheckMove("", in.status, status).(*crm.Error); err != nil {
			return err
		}
	}
	return nil
}

// fills reports whether the last of a place's values still counts once it is cleaned, and each value that the change
// wrote there: one that loses may be shown later.
func (in *inspector) fills(f *crm.Field, values []entry) bool {
	if !counts(in.set, values) {
		return false
	}
	for i := range values {
		e := &values[i]
		text := e.kind == ValueString || e.kind == kindObject && e.makes() == ActionMakeText
		if text && (in.wrote(e.ref()) || in.spliced(in.set, e)) && in.cleaned(f, e) == "" {
			return false
		}
	}
	return true
}

// cleaned returns what is left of a string or text that holds only what a field of this kind may hold.
func (in *inspector) cleaned(f *crm.Field, e *entry) string {
	switch {
	case in.lenient:
		text, _ := in.set.text(e)
		return text
	case e.kind == ValueString:
		return crm.Clean(e.str, f.MultiLine())
	}
	var b strings.Builder
	in.set.walk(in.set.objects[e.ref()].seq, func(_ uint32, el *element) bool {
		if w := el.winner(); w.kind == ValueString {
			b.WriteString(w.str)
		}
		return true
	})
	return crm.Clean(b.String(), f.MultiLine())
}
