package crdt

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"roomkey/crm"
)

// checkIDs gives each item of a list of maps an id of its own, if the change made the item or wrote its id.
func (in *inspector) checkIDs() {
	n := namer{in, map[*object]map[string]bool{}}
	for _, item := range in.touched {
		if !in.namesItem(item) || !in.shown(item) {
			continue
		}
		if n.taken[item.parent] == nil {
			n.taken[item.parent] = n.idsOf(item.parent)
		}
		n.taken[item.parent][n.checkID(item)] = true
	}
}

// namer names the items of lists.
type namer struct {
	*inspector
	taken map[*object]map[string]bool // by list: the ids of items that the change does not name, or that are settled
}

// namesItem reports whether o is an item that the change made, or whose id it wrote.
func (in *inspector) namesItem(o *object) bool {
	if o.keys == nil || o.parent == nil || o.parent.kind != ActionMakeList {
		return false
	}
	if f := in.field(o); f == nil || f.Child("id") == nil {
		return false
	}
	_, written := in.places[location{object: o, key: "id"}]
	return written || in.wrote(o.id)
}

// idsOf returns the ids of the visible items of a list that the change does not name.
func (in *namer) idsOf(list *object) map[string]bool {
	ids := map[string]bool{}
	in.set.walk(list.seq, func(at uint32, el *element) bool {
		if in.places[location{object: list, elem: at}] {
			return true
		}
		if w := el.winner(); w.kind == kindObject {
			if item := in.set.objects[w.ref()]; item.keys != nil && !in.namesItem(item) {
				ids[in.set.itemID(item)] = true
			}
		}
		return true
	})
	return ids
}

// checkID returns the id of an item, and reports it if the change left it without one that is its own: it gets its
// earlier id if that is free, else one that follows from its operation.
func (in *namer) checkID(item *object) string {
	taken := in.taken[item.parent]
	place := location{object: item, key: "id"}
	values := in.set.valuesAt(place)
	err := in.checkIDValues(item, values, taken)
	id := crm.Clean(in.set.itemID(item), false)
	if in.field(item).Child("id").CheckString("", id) != nil {
		id = ""
	}
	switch {
	case in.lenient && id != "":
		return id
	case id == "" || taken[id]:
		if err == nil {
			err = &crm.Error{Code: crm.CodeInvalid, Message: "is required"}
			if id != "" {
				err.Message = "is another item's id"
			}
		}
		if id = in.ids[item]; id == "" || taken[id] {
			id = derivedID(in.set.idOf(item), taken)
		}
	case err == nil:
		return id
	}
	err.Field = in.path(item) + "/id"
	op := in.set.opAt(place, values)
	op.Action, op.Value = ActionSet, Value{Type: ValueString, Bytes: id}
	in.faults = append(in.faults, fault{err: err, mends: []mend{{op: op}}})
	return id
}

// checkIDValues checks the values that the change left as the id of an item, those that lose too. taken are the ids of
// other items.
func (in *inspector) checkIDValues(item *object, values []entry, taken map[string]bool) *crm.Error {
	f := in.field(item).Child("id")
	for i := range values {
		e := &values[i]
		if !in.wrote(e.ref()) && !in.spliced(in.set, e) {
			continue
		}
		if err := in.checkValue(f, e); err != nil {
			return err
		}
		switch text, _ := in.set.text(e); {
		case crm.Clean(text, false) != text:
			return &crm.Error{Code: crm.CodeInvalid, Message: "must have no control characters or line breaks"}
		case taken[text] || text == "":
			return &crm.Error{Code: crm.CodeInvalid, Message: "must be the item's own"}
		}
	}
	return nil
}

// derivedID returns an id for an item that has none of its own. It follows from the operation that made the item.
func derivedID(made OpID, taken map[string]bool) string {
	name := "roomkey/item/" + strconv.FormatUint(made.Counter, 10) + "@" + hex.EncodeToString([]byte(made.Actor))
	for n := 0; ; n++ {
		sum := sha256.Sum256([]byte(name + "/" + strconv.Itoa(n)))
		if id := crm.ID(sum[:16]).String(); !taken[id] {
			return id
		}
	}
}
