package editing

import (
	"strconv"
	"unicode/utf8"

	"roomkey/crdt"
	"roomkey/crm"
)

// maxPasted is how many characters one edit may add to one text. Each is an operation; an edit of more than a change
// may hold becomes several changes.
const maxPasted = 100_000

// maxBodies is how many characters one edit may add to the bodies of all notes together.
const maxBodies = 200_000

// checkPaste says which text gets too many characters, before the engine is asked.
func checkPaste(at, was, is string) error {
	if pasted(was, is) > maxPasted {
		return &crm.Error{Code: crm.CodeTooLarge, Field: at,
			Message: "gets more than 100,000 new characters at once"}
	}
	return nil
}

// pasted is how many characters an edit adds to a text. A short text is not searched: then it may be less.
func pasted(was, is string) (count int) {
	if len(is) <= maxPasted {
		start, end := 0, len(is)
		for start < end && start < len(was) && was[start] == is[start] {
			start++
		}
		for shift := len(was) - len(is); end > start && end+shift > start && was[end+shift-1] == is[end-1]; {
			end--
		}
		return utf8.RuneCountInString(is[start:end])
	}
	for _, s := range crdt.TextDiff([]rune(was), []rune(is)) {
		count += s.To - s.From
	}
	return count
}

// checkBodies is checkPaste for the bodies of notes.
func checkBodies(at string, old, after any) error {
	bodies := make(map[string]string)
	notes, _ := old.([]any)
	for _, item := range notes {
		note, _ := item.(map[string]any)
		if id, ok := note["id"].(string); ok {
			bodies[id], _ = note["body"].(string)
		}
	}
	all := 0
	notes, _ = after.([]any)
	for i, item := range notes {
		note, _ := item.(map[string]any)
		is, _ := note["body"].(string)
		id, _ := note["id"].(string)
		was := bodies[id]
		if is == was {
			continue
		}
		place := at + "/" + strconv.Itoa(i) + "/body"
		if err := checkPaste(place, was, is); err != nil {
			return err
		}
		if all += pasted(was, is); all > maxBodies {
			return &crm.Error{Code: crm.CodeTooLarge, Field: place,
				Message: "is one of several that together get more than 200,000 new characters at once"}
		}
	}
	return nil
}
