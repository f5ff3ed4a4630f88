package crdt

// actorTable resolves the indexes by which columns name actors. Index 0 is the change's own actor; the others follow.
type actorTable struct {
	own    Actor
	others []Actor
	used   []bool // which of the others an operation has named
}

func (t *actorTable) at(index uint64, r *reader) Actor {
	if index == 0 {
		return t.own
	}
	if index > uint64(len(t.others)) {
		r.fail("an operation names an actor that is not in the table")
		return ""
	}
	t.used[index-1] = true
	return t.others[index-1]
}

// readActions sets each operation's action, id, insert flag, expand flag and mark name.
func (c *Change) readActions(cols *columns) error {
	actions, inserts := newUintColumn(cols[colAction]), newBoolColumn(cols[colInsert])
	expands, marks := newBoolColumn(cols[colExpand]), newStringColumn(cols[colMark])
	for i := range c.Ops {
		op := &c.Ops[i]
		action, _ := actions.next()
		op.ID = OpID{Counter: c.StartOp + uint64(i), Actor: c.Actor}
		op.Action = Action(action)
		op.Insert = inserts.next()
		op.Expand = expands.next()
		op.Mark, _ = marks.next()
	}
	return firstError(actions.err, inserts.err, expands.err, marks.err)
}

// readTargets sets each operation's object, and its key or list element.
func (c *Change) readTargets(cols *columns, actors *actorTable) error {
	objActors, objCounters := newUintColumn(cols[colObjActor]), newUintColumn(cols[colObjCounter])
	keyActors, keyCounters := newUintColumn(cols[colKeyActor]), newDeltaColumn(cols[colKeyCounter])
	keys := newStringColumn(cols[colKeyString])
	for i := range c.Ops {
		op := &c.Ops[i]
		objActor, named := objActors.next()
		objCounter, counted := objCounters.next()
		if named != counted || counted && objCounter == 0 {
			objActors.fail("an object id is incomplete")
		} else if named {
			op.Obj = OpID{Counter: objCounter, Actor: actors.at(objActor, &objActors.reader)}
		}
		keyActor, named := keyActors.next()
		keyCounter, counted := keyCounters.next()
		key, isKey := keys.next()
		switch {
		case isKey != counted: // one of the two, never both
			if op.Key = key; !isKey {
				op.List = true
			}
		default:
			keys.fail("an operation needs a key or an element")
		}
		switch {
		case named && counted && keyCounter > 0:
			op.Elem = OpID{Counter: keyCounter, Actor: actors.at(keyActor, &keyActors.reader)}
		case named || counted && keyCounter > 0:
			keyActors.fail("an element id is incomplete")
		}
	}
	return firstError(objActors.err, objCounters.err, keyActors.err, keyCounters.err, keys.err)
}

func (c *Change) readValues(cols *columns) error {
	values := newValueColumn(cols[colValueMeta], cols[colValue])
	for i := range c.Ops {
		c.Ops[i].Value = values.next()
	}
	return firstError(values.meta.err, values.raw.err)
}

// readPreds sets the overwritten operations. total is their number in the whole change; all of them share one
// allocation.
func (c *Change) readPreds(cols *columns, actors *actorTable, total uint64) error {
	groups := newUintColumn(cols[colPredCount])
	names, counters := newUintColumn(cols[colPredActor]), newDeltaColumn(cols[colPredCounter])
	var all []OpID
	for i := range c.Ops {
		size, _ := groups.next()
		if size == 0 {
			continue
		}
		if all == nil {
			all = make([]OpID, 0, total)
		}
		from := len(all)
		for range size {
			index, named := names.next()
			counter, counted := counters.next()
			if !named || !counted {
				return firstError(names.err, counters.err,
					malformed("the id of an overwritten operation is incomplete"))
			}
			all = append(all, OpID{Counter: counter, Actor: actors.at(index, &names.reader)})
		}
		c.Ops[i].Pred = all[from:len(all):len(all)]
	}
	return firstError(groups.err, names.err, counters.err)
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
