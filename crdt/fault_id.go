package crdt

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"roomkey/crm"
)

// checkIDs gives each item of a list of maps an id of its own, if the change made the item or wrote its id.
func (in *inspector) checkIDs() {
	taken := map[*object]map[string]bool{} // by list: the ids of the items that the change does not name
	for _, item := range in.touched {
		if !in.namesItem(item) || !in.shown(item) {
			continue
		}
		list := item.parent
		if taken[list] == nil {
			taken[list] = in.idsOf(list)
		}
		id := in.checkID(item, taken[list])
		taken[list][id] = true
	}
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
func (in *inspector) idsOf(list *object) map[string]bool {
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
func (in *inspector) checkID(item *object, taken map[string]bool) string {
	place := location{object: item, key: "id"}
	values := in.set.valuesAt(place)
	err := in.checkIDValues(item, values)
	id := crm.Clean(in.set.itemID(item), false)
	if in.field(item).Child("id").CheckString("", id) != nil {
		id = ""
	}
	switch {
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

// checkIDValues checks the values that the change left as the id of an item.
func (in *inspector) checkIDValues(item *object, values []entry) *crm.Error {
	f := in.field(item).Child("id")
	for i := range values {
		e := &values[i]
		if !in.wrote(e.ref()) && !in.spliced(in.set, e) {
			continue
		}
		if err := in.checkValue(f, e); err != nil {
			return err
		}
		if text, _ := in.set.text(e); crm.Clean(text, false) != text {
			return &crm.Error{Code: crm.CodeInvalid, Message: "must have no control characters or line breaks"}
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
