package crdt

// checkOps refuses operations that no Automerge writes. Each rule stands for one of two harms: the core loses what it has
// no place for when it saves the document, so that the change's hash changes; or it takes for granted what the rule says.
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
		return "an unknown action"
	case op.Insert && !op.List:
		return "an insertion outside of lists"
	case op.Insert && len(op.Pred) > 0:
		return "an insertion that overwrites"
	case op.List && op.Elem.IsZero() && !op.Insert:
		return "an operation on the head of a list"
	case op.List && op.Obj.IsZero():
		return "the root is not a list"
	}
	if fault := op.valueFault(); fault != "" {
		return fault
	}
	return op.referenceFault()
}

// valueFault says what is wrong between the action and the value, the mark's name and its expansion.
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

// referenceFault says whether an operation names one that can't have been there before it.
func (op *Op) referenceFault() string {
	if op.Obj.Counter >= op.ID.Counter || op.Elem.Counter >= op.ID.Counter {
		return "an operation that refers to a later one"
	}
	for i, pred := range op.Pred {
		switch {
		case pred.Counter == 0 || pred.Counter >= op.ID.Counter:
			return "an operation that overwrites a later one"
		case i > 0 && !op.Pred[i-1].Less(pred):
			return "overwritten operations out of order"
		}
	}
	return ""
}
