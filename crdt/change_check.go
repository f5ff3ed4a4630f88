package crdt

// checkOps refuses operations that Automerge never writes. Each rule prevents one of two harms: Automerge drops a part
// of the operation when it saves the document, so that the change's hash changes, or Automerge relies on the rule
// without checking it.
func (c *Change) checkOps() error {
	for i := range c.Ops {
		if fault := c.Ops[i].fault(); fault != "" {
			return malformed(fault)
		}
	}
	return nil
}

func (op *Op) fault() string {
	switch {
	case op.Action > ActionMark:
		return "an operation has an unknown action"
	case op.Insert && !op.List:
		return "an insertion is outside of a list"
	case op.Insert && len(op.Pred) > 0:
		return "an insertion overwrites an operation"
	case op.List && op.Elem.IsZero() && !op.Insert:
		return "an operation changes the head of a list"
	case op.List && op.Obj.IsZero():
		return "the root is not a list"
	case op.List && !op.Insert && len(op.Pred) == 0:
		// Stock clients crash when somebody deletes the values beside it. Automerge writes none.
		return "an operation on a list element overwrites nothing"
	}
	if fault := op.valueFault(); fault != "" {
		return fault
	}
	return op.referenceFault()
}

// valueFault returns the fault in the operation's value, mark name or expansion, given its action; "" if there is none.
func (op *Op) valueFault() string {
	isNull := op.Value == Value{}
	switch op.Action {
	case ActionDelete:
		if !isNull || op.Insert || len(op.Pred) == 0 {
			return "a deletion overwrites and has no value"
		}
	case ActionIncrement:
		if op.Value.Type != ValueInt || op.Insert || len(op.Pred) == 0 {
			return "an increment adds an integer to what is there"
		}
	case ActionMark:
		if !op.Insert || op.Mark == "" && !isNull {
			return "a mark is inserted, and its end has no value"
		}
		return ""
	case ActionSet:
	default:
		if !isNull {
			return "a new object has no value"
		}
	}
	if op.Mark != "" || op.Expand {
		return "only marks have names and expand"
	}
	return ""
}

// referenceFault returns the fault in the operation's references: an operation may refer to earlier ones only. It
// returns "" if there is none.
func (op *Op) referenceFault() string {
	if op.Obj.Counter >= op.ID.Counter || op.Elem.Counter >= op.ID.Counter {
		return "an operation refers to a later one"
	}
	for i, pred := range op.Pred {
		switch {
		case pred.Counter == 0 || pred.Counter >= op.ID.Counter:
			return "an operation overwrites a later one"
		case i > 0 && !op.Pred[i-1].Less(pred):
			return "the overwritten operations are out of order"
		}
	}
	return ""
}
