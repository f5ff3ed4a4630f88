package editing

import (
	"unicode/utf8"

	"roomkey/crdt"
	"roomkey/crm"
)

// maxPasted is how many characters one edit may add to one text. Each is an operation; an edit of more than a change
// may hold becomes several changes.
const maxPasted = 100_000

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
