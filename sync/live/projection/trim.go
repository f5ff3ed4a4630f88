package projection

import (
	"bytes"
	"encoding/json"
)

// Changed returns the values of two states of a field. Of two lists it leaves out the items that changedItems leaves
// out, first of them at the start.
func Changed(before, after json.RawMessage) (was, is any, first int) {
	if bytes.Equal(before, after) {
		return nil, nil, 0
	}
	if left, right, skipped, lists := changedItems(before, after); lists {
		return decodeItems(left), decodeItems(right), skipped
	}
	return Decode(before), Decode(after), 0
}

// changedItems returns the items of two JSON lists without those at the start that are the same, and without those at
// the end if the lists have the same length or the items an id. skipped is how many were left out at the start. A list
// of thousands of notes, of which one differs, is thus not decoded. ok is false if one of them is no list.
func changedItems(before, after json.RawMessage) (was, is []json.RawMessage, skipped int, ok bool) {
	was, oldOK := splitList(before)
	is, freshOK := splitList(after)
	if !oldOK || !freshOK {
		return nil, nil, 0, false
	}
	for skipped < min(len(was), len(is)) && bytes.Equal(was[skipped], is[skipped]) {
		skipped++
	}
	was, is = was[skipped:], is[skipped:]
	for same := len(was) == len(is); len(was) > 0 && len(is) > 0; {
		last := was[len(was)-1]
		if !bytes.Equal(last, is[len(is)-1]) || !same && !hasID(last) {
			break
		}
		was, is = was[:len(was)-1], is[:len(is)-1]
	}
	return was, is, skipped, true
}

// hasID reports whether an item is a map with an id: NameOf names it by that, not by its position.
func hasID(item json.RawMessage) bool {
	const id = `"id":"`
	depth := 0
	for i := 0; i < len(item); i++ {
		switch item[i] {
		case '"':
			rest, named := bytes.CutPrefix(item[i:], []byte(id))
			if depth == 1 && named && len(rest) > 0 && rest[0] != '"' {
				return true
			}
			if i = endOfString(item, i); i < 0 {
				return false
			}
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		}
	}
	return false
}

// splitList returns the items of a JSON list without spaces, as the engine and encoding/json write them.
func splitList(raw json.RawMessage) (items []json.RawMessage, ok bool) {
	if len(raw) < 2 || raw[0] != '[' || raw[len(raw)-1] != ']' {
		return nil, false
	}
	if len(raw) == 2 {
		return nil, true
	}
	depth, start := 0, 1
	for i := 1; i < len(raw)-1; i++ {
		switch raw[i] {
		case '"':
			if i = endOfString(raw, i); i < 0 {
				return nil, false
			}
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		case ',':
			if depth == 0 {
				items, start = append(items, raw[start:i]), i+1
			}
		}
	}
	return append(items, raw[start:len(raw)-1]), depth == 0
}

// endOfString returns the index of the quotation mark that ends the string that begins at from; -1 if there is none.
func endOfString(raw []byte, from int) int {
	for i := from + 1; ; {
		end := bytes.IndexByte(raw[i:], '"')
		if end < 0 {
			return -1
		}
		end += i
		slashes := 0
		for raw[end-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return end
		}
		i = end + 1
	}
}

// decodeItems decodes items.
func decodeItems(items []json.RawMessage) []any {
	values := make([]any, len(items))
	for i, item := range items {
		values[i] = Decode(item)
	}
	return values
}
