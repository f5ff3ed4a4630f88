package engine

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/automerge/automerge-go"

	"roomkey/crdt"
	"roomkey/crm"
)

// maxTextOps is how many characters of texts one change inserts and deletes: each is an operation, and a change has
// 10,000 at most (R43), the others for what else it does. It also bounds how long one call takes: what is left of a
// text is for the next one, so that other documents get their turns in between.
const maxTextOps = 5_000

// writeText splices a text into what is asked, as far as this change may, and notes what is left.
func (w *writer) writeText(text *automerge.Text, pointer, to string) error {
	from, err := text.Get()
	if err != nil || from == to {
		return err
	}
	before, runes := []rune(from), []rune(to)
	length := len(before)
	for _, s := range slices.Backward(crdt.TextDiff(before, runes)) {
		if text.Len() != length {
			return w.replaceText(text, pointer, to)
		}
		if done, err := w.splice(text, s, runes, pointer, to); err != nil || !done {
			return err
		}
		length += s.To - s.From - s.Del
	}
	if now, err := text.Get(); err != nil || now == to {
		return err
	}
	return w.replaceText(text, pointer, to)
}

// replaceText writes a text anew, of which no part can be. A client may have written several characters, or none, as
// one element, which the core deletes as a whole.
func (w *writer) replaceText(text *automerge.Text, pointer, to string) error {
	runes := []rune(to)
	done, err := w.splice(text, crdt.Splice{Del: text.Len(), To: len(runes)}, runes, pointer, to)
	if err != nil || !done {
		return err
	}
	if now, err := text.Get(); err != nil || now == to {
		return err
	}
	return text.Set(to) // what has no length is left, and that is little
}

// splice does as much of a splice as this change may, and reports whether that was all of it. Else it notes that the
// text is not finished.
func (w *writer) splice(text *automerge.Text, s crdt.Splice, runes []rune, pointer, to string) (done bool, err error) {
	part := w.take(s, runes)
	if part.Del > 0 || part.From < part.To {
		if err := text.Splice(part.Pos, part.Del, string(runes[part.From:part.To])); err != nil {
			return false, err
		}
	}
	if part != s {
		w.rest = append(w.rest, crdt.TextPatch{Pointer: strings.TrimPrefix(pointer, w.prefix), Text: to})
	}
	return part == s, nil
}

// take returns the part of a splice that this change may still do: deletions first, then insertions from the left, cut
// where no character is parted unless it is longer than a change may be.
func (w *writer) take(s crdt.Splice, runes []rune) crdt.Splice {
	if del := min(s.Del, w.left); del < s.Del {
		w.left = 0
		return crdt.Splice{Pos: s.Pos + s.Del - del, Del: del, From: s.From, To: s.From}
	}
	w.left -= s.Del
	if s.To-s.From <= w.left {
		w.left -= s.To - s.From
		return s
	}
	whole := s.From + w.left
	for whole > s.From && crdt.WithinCharacter(runes, whole) {
		whole--
	}
	if whole == s.From && w.left == maxTextOps {
		whole = s.From + w.left
	}
	s.To, w.left = whole, 0
	return s
}

// continueText goes on with a text that an earlier change of the same draft left unfinished.
func (w *writer) continueText(rest *crdt.TextPatch) error {
	steps := strings.Split(strings.TrimPrefix(rest.Pointer, "/"), "/")
	at, _, err := w.rootSlot(crm.Unescape(steps[0]))
	if err != nil {
		return err
	}
	for _, step := range steps[1:] {
		value, err := at.get()
		if err != nil {
			return err
		}
		switch value.Kind() {
		case automerge.KindMap:
			at = slot{in: value.Map(), key: crm.Unescape(step)}
		case automerge.KindList:
			index, err := strconv.Atoi(step)
			if err != nil {
				return err
			}
			at = slot{list: value.List(), index: index}
		default:
			return errors.New("what a text was in is gone")
		}
	}
	value, err := at.get()
	if err != nil {
		return err
	}
	if value.Kind() != automerge.KindText {
		return errors.New("a text that was begun is gone")
	}
	return w.writeText(value.Text(), w.prefix+rest.Pointer, rest.Text)
}
