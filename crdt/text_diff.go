package crdt

import "slices"

// Splice replaces Del characters at Pos of one text by the characters [From, To) of another. Characters are code
// points, as the engine counts them. The splices of a difference ascend and don't touch each other; applied last to
// first, earlier positions stay valid.
type Splice struct{ Pos, Del, From, To int }

// Bounds of the search for a text difference. Beyond them the whole middle is replaced.
const (
	maxEdits     = 512     // insertions and deletions
	maxDiffSteps = 1 << 21 // characters compared and diagonals visited: some milliseconds
)

// TextDiff returns the splices that turn a into b: the smallest difference, if the search finds it within its bounds,
// otherwise one replacement between what both begin and end with. It does not touch text that is equal on both sides,
// so that text merges with concurrent edits of others, except that it never splits what a person sees as one character:
// a letter and its accents, an emoji of several code points. Time and memory are bounded; both texts are only read.
func TextDiff(a, b []rune) []Splice {
	start, endA, endB := 0, len(a), len(b)
	for start < endA && start < endB && a[start] == b[start] {
		start++
	}
	for endA > start && endB > start && a[endA-1] == b[endB-1] {
		endA, endB = endA-1, endB-1
	}
	if start == endA && start == endB {
		return nil
	}
	splices, found := shortestEdits(a[start:endA], b[start:endB])
	if !found {
		splices = []Splice{{0, endA - start, 0, endB - start}}
	}
	for i := range splices {
		s := &splices[i]
		s.Pos, s.From, s.To = s.Pos+start, s.From+start, s.To+start
	}
	return wholeCharacters(a, b, splices)
}

// shortestEdits finds a shortest edit script by E. W. Myers, "An O(ND) difference algorithm and its variations" (1986).
// It returns false if the search exceeds its bounds.
func shortestEdits(a, b []rune) ([]Splice, bool) {
	limit := min(len(a)+len(b), maxEdits)
	reach := make([]int, 2*limit+3) // by diagonal: how far the furthest path reaches into a
	at := func(k int) *int { return &reach[k+limit+1] }
	var trail [][]int // by number of edits: reach before them, from the diagonal -d-1 to d+1
	steps := 0
	for d := 0; d <= limit; d++ {
		trail = append(trail, slices.Clone(reach[limit-d:limit+d+3]))
		for k := -d; k <= d; k += 2 {
			x := 0
			if k == -d || k != d && *at(k - 1) < *at(k + 1) {
				x = *at(k + 1)
			} else {
				x = *at(k - 1) + 1
			}
			from := x
			for x < len(a) && x-k < len(b) && x-k >= 0 && a[x] == b[x-k] {
				x++
			}
			if *at(k) = x; x >= len(a) && x-k >= len(b) {
				return editsOf(trail, len(a), len(b)), true
			}
			if steps += 1 + x - from; steps > maxDiffSteps {
				return nil, false
			}
		}
	}
	return nil, false
}

// editsOf follows the path back and joins edits without equal text between them.
func editsOf(trail [][]int, x, y int) []Splice {
	var edits []Splice // last to first
	for d := len(trail) - 1; d > 0; d-- {
		at := func(k int) int { return trail[d][k+d+1] }
		k := x - y
		var edit Splice
		if k == -d || k != d && at(k-1) < at(k+1) { // an insertion came from the diagonal above
			x = at(k + 1)
			y = x - k - 1
			edit = Splice{x, 0, y, y + 1}
		} else {
			x = at(k - 1)
			y = x - k + 1
			edit = Splice{x, 1, y, y}
		}
		if n := len(edits) - 1; n >= 0 && edits[n].Pos == edit.Pos+edit.Del && edits[n].From == edit.To {
			edits[n] = Splice{edit.Pos, edit.Del + edits[n].Del, edit.From, edits[n].To}
			continue
		}
		edits = append(edits, edit)
	}
	slices.Reverse(edits)
	return edits
}

// wholeCharacters widens splices until none begins or ends within what a person sees as one character, on either side.
// Splices that meet become one.
func wholeCharacters(a, b []rune, splices []Splice) []Splice {
	whole := splices[:0]
	for i := 0; i < len(splices); i++ {
		s := splices[i]
		for s.Pos > 0 && s.From > 0 && (WithinCharacter(a, s.Pos) || WithinCharacter(b, s.From)) {
			if n := len(whole) - 1; n >= 0 && whole[n].Pos+whole[n].Del == s.Pos {
				s = joined(whole[n], s)
				whole = whole[:n]
				continue
			}
			s.Pos, s.Del, s.From = s.Pos-1, s.Del+1, s.From-1
		}
		for WithinCharacter(a, s.Pos+s.Del) || WithinCharacter(b, s.To) {
			if i+1 < len(splices) && splices[i+1].Pos == s.Pos+s.Del {
				i++
				s = joined(s, splices[i])
				continue
			}
			if s.Pos+s.Del >= len(a) || s.To >= len(b) {
				break
			}
			s.Del, s.To = s.Del+1, s.To+1
		}
		if n := len(whole) - 1; n >= 0 && whole[n].Pos+whole[n].Del >= s.Pos {
			whole[n] = joined(whole[n], s)
			continue
		}
		whole = append(whole, s)
	}
	return whole
}

// joined is one splice from the begin of the first to the end of the second.
func joined(first, second Splice) Splice {
	return Splice{first.Pos, second.Pos + second.Del - first.Pos, first.From, second.To}
}
