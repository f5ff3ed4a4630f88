package crdt

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// EncodeChange encodes the change into the bytes that Automerge would write, and sets Data, Hash and Others. It sorts
// Deps in place. Everything else must be as ParseChange returns it: the operations' ids count up from StartOp, and Pred
// is ascending. Errors: invalid or too_large for a change that ParseChange would refuse.
func EncodeChange(c *Change) error {
	slices.SortFunc(c.Deps, func(a, b Hash) int { return bytes.Compare(a[:], b[:]) })
	c.Others = otherActors(c)
	if err := checkEncodable(c); err != nil {
		return err
	}
	w := opWriters.Get().(*opWriter)
	defer opWriters.Put(w)
	cols := w.write(c)
	body := c.appendHead(nil)
	body = append(cols.appendTo(body), c.Extra...)
	whole := make([]byte, 0, chunkHeaderMax+len(body))
	whole = append(appendChunkHeader(whole, ChunkChange, len(body)), body...)
	c.Hash = sealChunk(whole)
	c.Data = whole
	return nil
}

func (c *Change) appendHead(out []byte) []byte {
	out = appendUint(out, uint64(len(c.Deps)))
	for _, dep := range c.Deps {
		out = append(out, dep[:]...)
	}
	out = appendPrefixed(out, string(c.Actor))
	out = appendUint(out, c.Seq)
	out = appendUint(out, c.StartOp)
	out = appendInt(out, c.Time)
	out = appendPrefixed(out, c.Message)
	out = appendUint(out, uint64(len(c.Others)))
	for _, actor := range c.Others {
		out = appendPrefixed(out, string(actor))
	}
	return out
}

// otherActors returns the actors that operations name besides the change's own, in ascending order, each once.
func otherActors(c *Change) []Actor {
	var others []Actor
	add := func(id OpID) {
		if !id.IsZero() && id.Actor != c.Actor {
			others = append(others, id.Actor)
		}
	}
	for i := range c.Ops {
		op := &c.Ops[i]
		add(op.Obj)
		add(op.Elem)
		for _, pred := range op.Pred {
			add(pred)
		}
	}
	slices.Sort(others)
	return slices.Compact(others)
}

// checkEncodable refuses a change that ParseChange would refuse. Callers build changes by hand.
func checkEncodable(c *Change) error {
	switch {
	case len(c.Actor) == 0 || len(c.Actor) > maxActorBytes:
		return malformed("an actor id has 1 to 64 bytes")
	case c.Seq == 0 || c.Seq > maxCounter:
		return malformed("a sequence number out of range")
	case c.StartOp == 0 || c.MaxOp() > maxCounter:
		return malformed("a counter has more than 32 bits")
	case !utf8.ValidString(c.Message):
		return malformed("a text is not UTF-8")
	case len(slices.Compact(slices.Clone(c.Deps))) != len(c.Deps):
		return malformed("dependencies out of order")
	case len(c.Deps) > maxDeps || len(c.Others) > maxOtherActors:
		return tooLarge("the change has more dependencies or actors than a change may have")
	}
	preds, plain := 0, 0
	for i := range c.Ops {
		op := &c.Ops[i]
		preds += len(op.Pred)
		switch op.Action {
		case ActionDelete:
			preds--
		case ActionSet:
			if !op.Insert {
				plain++
			}
		default:
			plain++
		}
		switch {
		case i >= maxChangeOps:
			return errChangeOps
		case plain > maxPlainOps:
			return errPlainOps
		case len(op.Pred) > maxOpPreds || preds > maxChangePreds:
			return tooLarge("the change overwrites more operations than a change may")
		case op.ID != OpID{Counter: c.StartOp + uint64(i), Actor: c.Actor}:
			return malformed("an operation's id does not follow from StartOp")
		case op.List && op.Key != "" || !op.List && !op.Elem.IsZero():
			return malformed("an operation has either a key or an element")
		case !op.Value.wellFormed() || !utf8.ValidString(op.Key) || !utf8.ValidString(op.Mark):
			return malformed("a value is not of its type, or a text not UTF-8")
		}
	}
	return c.checkOps()
}

// wellFormed reports whether only the fields that belong to the value's type are set.
func (v Value) wellFormed() bool {
	want := Value{Type: v.Type}
	switch v.Type {
	case ValueNull, ValueFalse, ValueTrue:
	case ValueUint:
		want.Uint = v.Uint
	case ValueInt, ValueCounter, ValueTimestamp:
		want.Int = v.Int
	case ValueFloat: // NaN is a valid value, so bits are compared
		want.Float, v.Float = 0, 0
	case ValueString:
		want.Bytes = v.Bytes
		return v == want && utf8.ValidString(v.Bytes)
	default:
		want.Bytes = v.Bytes
	}
	return v == want && v.Type < 16
}

// canonical reports whether cols are exactly the columns that we would write for the change's operations.
func canonical(c *Change, cols *columns) bool {
	w := opWriters.Get().(*opWriter)
	defer opWriters.Put(w)
	own := w.write(c)
	for i := range own {
		if !bytes.Equal(own[i], cols[i]) {
			return false
		}
	}
	return true
}
