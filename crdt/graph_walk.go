package crdt

import "slices"

// paint marks changes during a walk.
type paint uint8

const (
	wanted paint = 1 << iota // asked about
	known                    // among the given heads or their ancestors
)

// since walks from the newest change down. When a change is met all its descendants have been, so its paint is final;
// the walk ends when no wanted change is left below.
func (g *Graph) since(heads []Hash) []uint32 {
	painting := g.scratch()
	lowest := uint32(g.Len())
	defer func() { clear(painting[lowest:]) }()
	for _, h := range heads {
		if n, ok := g.index.find(h); ok {
			painting[n] |= known
			lowest = min(lowest, n)
		}
	}
	pending := 0
	for _, h := range g.heads {
		n, _ := g.index.find(h)
		if painting[n] == 0 {
			painting[n] = wanted
			pending++
		}
		lowest = min(lowest, n)
	}
	var numbers []uint32
	for n := uint32(g.Len()); pending > 0; {
		n--
		switch {
		case painting[n]&known != 0:
			for _, d := range g.depsOf(n) {
				if painting[d] == wanted {
					pending--
				}
				painting[d] |= known
				lowest = min(lowest, d)
			}
		case painting[n] == wanted:
			pending--
			numbers = append(numbers, n)
			for _, d := range g.depsOf(n) {
				if painting[d] == 0 {
					painting[d] = wanted
					pending++
				}
				lowest = min(lowest, d)
			}
		}
	}
	slices.Reverse(numbers)
	return numbers
}

// covers reports whether every one of hashes is known and among heads or their ancestors.
func (g *Graph) covers(heads, hashes []Hash) bool {
	numbers := g.numbers(hashes)
	if len(g.Missing(hashes)) > 0 {
		return false
	}
	return slices.Equal(heads, hashes) || g.countCovered(heads, numbers) == len(numbers)
}

// coversAny reports whether one of hashes at least is among heads or their ancestors.
func (g *Graph) coversAny(heads, hashes []Hash) bool {
	return g.countCovered(heads, g.numbers(hashes)) > 0
}

// countCovered counts those of numbers that are among heads or their ancestors. It looks at nothing older than the
// oldest of them.
func (g *Graph) countCovered(heads []Hash, numbers []uint32) (count int) {
	if len(numbers) == 0 || slices.Equal(heads, g.heads) {
		return len(numbers)
	}
	painting, lowest := g.scratch(), numbers[0]
	defer func() { clear(painting[lowest:]) }()
	for _, n := range numbers {
		painting[n] = wanted
	}
	for _, n := range g.numbers(heads) {
		if n >= lowest {
			painting[n] |= known
		}
	}
	for n := uint32(g.Len()); n > lowest && count < len(numbers); {
		n--
		if painting[n]&known == 0 {
			continue
		}
		if painting[n]&wanted != 0 {
			count++
		}
		for _, d := range g.depsOf(n) {
			if d >= lowest {
				painting[d] |= known
			}
		}
	}
	return count
}

// maximal gives the known ones of hashes that are not ancestors of others of them, sorted: the heads of the history
// that they span.
func (g *Graph) maximal(hashes []Hash) []Hash {
	numbers := g.numbers(hashes)
	if len(numbers) < 2 {
		return g.sorted(numbers)
	}
	painting := g.scratch()
	defer func() { clear(painting[numbers[0]:]) }()
	heads := make([]uint32, 0, len(numbers))
	for _, n := range numbers {
		painting[n] = wanted
	}
	for n := numbers[len(numbers)-1] + 1; n > numbers[0]; {
		n--
		if painting[n] == wanted {
			heads = append(heads, n)
		}
		if painting[n] == 0 {
			continue
		}
		for _, d := range g.depsOf(n) {
			if d >= numbers[0] {
				painting[d] |= known
			}
		}
	}
	return g.sorted(heads)
}

// inOrder sorts known hashes causally and drops the unknown and the repeated.
func (g *Graph) inOrder(hashes []Hash) []Hash {
	numbers := g.numbers(hashes)
	ordered := make([]Hash, len(numbers))
	for i, n := range numbers {
		ordered[i] = g.index.hashes[n]
	}
	return ordered
}

// numbers are those of the known ones of hashes, ascending, each once.
func (g *Graph) numbers(hashes []Hash) []uint32 {
	numbers := make([]uint32, 0, len(hashes))
	for _, h := range hashes {
		if n, ok := g.index.find(h); ok {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

func (g *Graph) sorted(numbers []uint32) []Hash {
	hashes := make([]Hash, len(numbers))
	for i, n := range numbers {
		hashes[i] = g.index.hashes[n]
	}
	slices.SortFunc(hashes, compareHashes)
	return hashes
}

func (g *Graph) depsOf(n uint32) []uint32 {
	start := uint32(0)
	if n > 0 {
		start = g.depsEnd[n-1]
	}
	return g.deps[start:g.depsEnd[n]]
}

func (g *Graph) scratch() []paint {
	if cap(g.painting) < g.Len() {
		g.painting = make([]paint, g.Len()+g.Len()/4+16)
	}
	return g.painting[:g.Len()]
}
