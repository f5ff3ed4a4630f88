package engine

import "slices"

// splice replaces del elements at pos by the elements [from, to) of the new side. The splices of a difference are
// applied last to first, so that earlier positions stay valid.
type splice struct{ pos, del, from, to int }

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
