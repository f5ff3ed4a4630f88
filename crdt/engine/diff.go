package engine

import "slices"

// splice replaces del elements at pos by the elements [from, to) of the new side. The splices of a difference are
// applied last to first, so that earlier positions stay valid.
type splice struct{ pos, del, from, to int }

// maxEdits is the largest number of insertions and deletions that the search for a text difference considers. Beyond it
// the whole middle is replaced. The search takes at most maxEdits² steps.
const maxEdits = 512

// textDiff returns the smallest difference of two texts in code points, if it has at most maxEdits edits. It does not
// touch text that is equal on both sides, so that text merges with concurrent edits of others.
func textDiff(a, b []rune) []splice {
	start, endA, endB := 0, len(a), len(b)
	for start < endA && start < endB && a[start] == b[start] {
		start++
	}
	for endA > start && endB > start && a[endA-1] == b[endB-1] {
		endA, endB = endA-1, endB-1
	}
	matches, found := common(a[start:endA], b[start:endB])
	if !found {
		return []splice{{start, endA - start, start, endB}}
	}
	splices := gaps(matches, endA-start, endB-start)
	for i := range splices {
		splices[i].pos += start
		splices[i].from += start
		splices[i].to += start
	}
	return splices
}

// match pairs element a of one side with element b of the other.
type match struct{ a, b int }

// gaps turns ascending matches of two lists, of lengthA and lengthB elements, into the splices that turn one list into
// the other.
func gaps(matches []match, lengthA, lengthB int) []splice {
	var splices []splice
	last := match{}
	for _, m := range append(slices.Clone(matches), match{lengthA, lengthB}) {
		if m.a > last.a || m.b > last.b {
			splices = append(splices, splice{last.a, m.a - last.a, last.b, m.b})
		}
		last = match{m.a + 1, m.b + 1}
	}
	return splices
}

// common finds a longest common subsequence by E. W. Myers, "An O(ND) difference algorithm and its variations" (1986).
// It returns false if there are more than maxEdits edits.
func common(a, b []rune) ([]match, bool) {
	limit := min(len(a)+len(b), maxEdits)
	reach := make([]int, 2*limit+3) // by diagonal: how far the furthest path reaches into a
	at := func(k int) *int { return &reach[k+limit+1] }
	var trail [][]int
	for d := 0; d <= limit; d++ {
		trail = append(trail, slices.Clone(reach))
		for k := -d; k <= d; k += 2 {
			x := 0
			if k == -d || k != d && *at(k - 1) < *at(k + 1) {
				x = *at(k + 1)
			} else {
				x = *at(k - 1) + 1
			}
			for x < len(a) && x-k < len(b) && x-k >= 0 && a[x] == b[x-k] {
				x++
			}
			if *at(k) = x; x >= len(a) && x-k >= len(b) {
				return walk(trail, limit, len(a), len(b)), true
			}
		}
	}
	return nil, false
}

// walk follows the path back and collects its matches.
func walk(trail [][]int, limit, x, y int) []match {
	var matches []match
	for d := len(trail) - 1; d >= 0; d-- {
		at := func(k int) int { return trail[d][k+limit+1] }
		k := x - y
		before := k - 1
		if k == -d || k != d && at(k-1) < at(k+1) {
			before = k + 1
		}
		fromX := at(before)
		fromY := fromX - before
		for x > fromX && y > fromY && x > 0 && y > 0 {
			x, y = x-1, y-1
			matches = append(matches, match{x, y})
		}
		x, y = fromX, fromY
	}
	slices.Reverse(matches)
	return matches
}

// keep matches equal keys of two lists so that as many elements as possible keep their places. Equal keys within one
// list are matched in order.
func keep(from, to []string) []match {
	places := map[string][]int{}
	for i, key := range from {
		places[key] = append(places[key], i)
	}
	var pairs []match
	for j, key := range to {
		if at := places[key]; len(at) > 0 {
			pairs = append(pairs, match{at[0], j})
			places[key] = at[1:]
		}
	}
	return rising(pairs)
}

// rising returns a longest subsequence of pairs with ascending a (patience sorting).
func rising(pairs []match) []match {
	var tails []int // by length-1: the pair with the smallest a that ends a rising sequence of that length
	before := make([]int, len(pairs))
	for i, p := range pairs {
		n, _ := slices.BinarySearchFunc(tails, p.a, func(tail, a int) int { return pairs[tail].a - a })
		before[i] = -1
		if n > 0 {
			before[i] = tails[n-1]
		}
		if n == len(tails) {
			tails = append(tails, i)
		} else {
			tails[n] = i
		}
	}
	var run []match
	if len(tails) > 0 {
		for i := tails[len(tails)-1]; i >= 0; i = before[i] {
			run = append(run, pairs[i])
		}
	}
	slices.Reverse(run)
	return run
}
