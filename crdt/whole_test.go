package crdt

import (
	"fmt"
	"slices"

	"roomkey/crm"
)

// wholeFaults lists what is wrong with a document: every value that survives, missing fields, ids that are not unique,
// and what is too long. It knows nothing of changes, and shares no code with the judging of changes.
func wholeFaults(s *OpSet, p Policy) []string {
	w := &whole{s: s, p: p}
	for _, key := range s.root.sortedKeys() {
		list := s.root.keys[key]
		if key == "type" && !p.Private {
			for i := range list {
				if text, _ := s.text(&list[i]); text != p.Type.Name {
					w.add("/type", "is "+text)
				}
			}
			continue
		}
		f := p.Type.Root(key)
		if f == nil || f.Derived || f.Private != p.Private {
			w.add("/"+key, "unknown")
			continue
		}
		w.values("/"+key, f, list)
	}
	has := func(name string) bool { return counts(s, s.root.keys[name]) }
	for i := range p.Type.Fields {
		f := &p.Type.Fields[i]
		if f.Private == p.Private && f.Required && !has(f.Name) {
			fault := "missing"
			if len(s.root.keys[f.Name]) > 0 {
				fault = "blank"
			}
			w.add("/"+f.Name, fault)
		}
		if f.Private == p.Private && f.Container() && len(s.root.keys[f.Name]) == 0 {
			w.add("/"+f.Name, "no container")
		}
	}
	for _, group := range p.Type.RequireOne {
		if !p.Private && !slices.ContainsFunc(group, has) {
			w.add("/"+group[0], "group")
		}
	}
	return w.found
}

type whole struct {
	s     *OpSet
	p     Policy
	found []string
}

func (w *whole) add(path, fault string) { w.found = append(w.found, path+": "+fault) }

func (w *whole) values(path string, f *crm.Field, list []entry) {
	for i := range list {
		e := &list[i]
		if e.kind != kindObject {
			if err := checkScalar(f, e, func() string { return path }); err != nil {
				w.add(path, err.Error())
			} else if err := w.rule(f, e); err != nil {
				w.add(path, err.Error())
			}
			if e.kind == ValueString && crm.Clean(e.str, f.MultiLine()) != e.str {
				w.add(path, "unclean")
			}
			continue
		}
		o := w.s.objects[e.ref()]
		switch {
		case f.Kind == crm.KindList && o.kind == ActionMakeList:
			w.list(path, f, o)
		case f.Kind == crm.KindMap && o.kind == ActionMakeMap:
			for _, key := range o.sortedKeys() {
				if child := f.Child(key); child == nil || child.Derived {
					w.add(path+"/"+key, "unknown")
				} else {
					w.values(path+"/"+key, child, o.keys[key])
				}
			}
		case o.kind == ActionMakeText && f.Kind != crm.KindList && f.Kind != crm.KindMap:
			w.text(path, f, o)
		default:
			w.add(path, "wrong object")
		}
	}
}

func (w *whole) list(path string, f *crm.Field, o *object) {
	ids := map[string]bool{}
	n := 0
	w.s.walk(o.seq, func(_ uint32, el *element) bool {
		at := fmt.Sprintf("%s/%d", path, n)
		n++
		w.values(at, f.Item, el.survivors())
		if winner := el.winner(); f.Item.Child("id") != nil && winner.kind == kindObject {
			id := w.s.itemID(w.s.objects[winner.ref()])
			if id == "" {
				w.add(at, "no id")
			} else if ids[id] {
				w.add(path, "twins "+id)
			}
			ids[id] = true
		}
		return true
	})
	if n > w.p.limits.items() {
		w.add(path, "items")
	}
}

func (w *whole) text(path string, f *crm.Field, o *object) {
	w.s.walk(o.seq, func(_ uint32, el *element) bool {
		for _, e := range el.survivors() {
			if e.kind != ValueString || crm.Clean(e.str, f.MultiLine()) != e.str {
				w.add(path, fmt.Sprintf("character %q", e.str))
			}
		}
		return true
	})
	content := w.s.content(o.seq)
	if f.Kind == crm.KindText && len(content) > w.p.limits.bytes() {
		w.add(path, "bytes")
	} else if err := checkString(f, content, w.p.Server); err != nil {
		w.add(path, err.Error())
	}
}

// rule checks what the rules within the field say of a primitive value.
func (w *whole) rule(f *crm.Field, e *entry) error {
	if e.kind == ValueString {
		return f.RuleString("", e.str, "")
	}
	return ruleScalar(f, e)
}
