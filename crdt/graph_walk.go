package crdt

import "slices"

// Since returns, in causal order, the changes that are neither among heads nor ancestors of heads. It ignores unknown
// heads. It visits only the changes newer than the oldest change that it returns, and changes concurrent to them.
func (g *Graph) Since(heads []Hash) []Hash {
	if slices.Equal(heads, g.heads) {
		return nil
	}
	numbers := g.since(heads)
	if len(numbers) == 0 {
		return nil
	}
	hashes := make([]Hash, len(numbers))
	for i, n := range numbers {
		hashes[i] = g.index.hashes[n]
	}
	return hashes
}

// Deps returns the dependencies of h, nil if h is unknown.
func (g *Graph) Deps(h Hash) []Hash {
	n, ok := g.index.find(h)
	if !ok {
		return nil
	}
	numbers := g.depsOf(n)
	deps := make([]Hash, len(numbers))
	for i, d := range numbers {
		deps[i] = g.index.hashes[d]
	}
	return deps
}

// since walks from the newest change to the oldest. It visits a change after all its descendants, so the change's marks
// are final then. It stops when no wanted change is left.
func (g *Graph) since(heads []Hash) []uint32 {
	flags := g.scratch()
	lowest := uint32(g.Len())
	defer func() { clear(flags[lowest:]) }()
	for _, h := range heads {
		if n, ok := g.index.find(h); ok {
			flags[n] |= known
			lowest = min(lowest, n)
		}
	}
	pending := 0
	for _, h := range g.heads {
		n, _ := g.index.find(h)
		if flags[n] == 0 {
			flags[n] = wanted
			pending++
		}
		lowest = min(lowest, n)
	}
	var numbers []uint32
	n := uint32(g.Len())
	defer func() { g.walked += g.Len() - int(n) }()
	for pending > 0 {
		n--
		switch {
		case flags[n]&known != 0:
			for _, d := range g.depsOf(n) {
				if flags[d] == wanted {
					pending--
				}
				flags[d] |= known
				lowest = min(lowest, d)
			}
		case flags[n] == wanted:
			pending--
			numbers = append(numbers, n)
			for _, d := range g.depsOf(n) {
				if flags[d] == 0 {
					flags[d] = wanted
					pending++
				}
				lowest = min(lowest, d)
			}
		}
	}
	slices.Reverse(numbers)
	return numbers
}

// covers reports whether the graph has all hashes and each is among heads or their ancestors.
func (g *Graph) covers(heads, hashes []Hash) bool {
	numbers := g.numbers(hashes)
	if len(g.Missing(hashes)) > 0 {
		return false
	}
	return slices.Equal(heads, hashes) || g.countCovered(heads, numbers) == len(numbers)
}

// Covers reports whether a change is among heads or their ancestors. Unknown hashes are covered by nothing.
func (g *Graph) Covers(heads []Hash, h Hash) bool { return g.Has(h) && g.coversAny(heads, []Hash{h}) }

// coversAny reports whether at least one of hashes is among heads or their ancestors.
func (g *Graph) coversAny(heads, hashes []Hash) bool {
	return g.countCovered(heads, g.numbers(hashes)) > 0
}

// countCovered counts the numbers that are among heads or their ancestors. It visits no change older than the oldest of
// them.
func (g *Graph) countCovered(heads []Hash, numbers []uint32) (count int) {
	if len(numbers) == 0 || slices.Equal(heads, g.heads) {
		return len(numbers)
	}
	flags, lowest := g.scratch(), numbers[0]
	defer func() { clear(flags[lowest:]) }()
	for _, n := range numbers {
		flags[n] = wanted
	}
	for _, n := range g.numbers(heads) {
		if n >= lowest {
			flags[n] |= known
		}
	}
	for n := uint32(g.Len()); n > lowest && count < len(numbers); {
		n--
		if flags[n]&known == 0 {
			continue
		}
		if flags[n]&wanted != 0 {
			count++
		}
		for _, d := range g.depsOf(n) {
			if d >= lowest {
				flags[d] |= known
			}
		}
	}
	return count
}

// Maximal returns the known hashes that are not ancestors of other ones, sorted. They are the heads of the history that
// the hashes span.
func (g *Graph) Maximal(hashes []Hash) []Hash {
	numbers := g.numbers(hashes)
	if len(numbers) < 2 {
		return g.sorted(numbers)
	}
	flags := g.scratch()
	defer func() { clear(flags[numbers[0]:]) }()
	heads := make([]uint32, 0, len(numbers))
	for _, n := range numbers {
		flags[n] = wanted
	}
	for n := numbers[len(numbers)-1] + 1; n > numbers[0]; {
		n--
		if flags[n] == wanted {
			heads = append(heads, n)
		}
		if flags[n] == 0 {
			continue
		}
		for _, d := range g.depsOf(n) {
			if d >= numbers[0] {
				flags[d] |= known
			}
		}
	}
	return g.sorted(heads)
}

// inOrder returns the known hashes in causal order, each once.
func (g *Graph) inOrder(hashes []Hash) []Hash {
	numbers := g.numbers(hashes)
	ordered := make([]Hash, len(numbers))
	for i, n := range numbers {
		ordered[i] = g.index.hashes[n]
	}
	return ordered
}

// numbers returns the numbers of the known hashes, in ascending order, each once.
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

func (g *Graph) scratch() []flag {
	if cap(g.flags) < g.Len() {
		g.flags = make([]flag, g.Len()+g.Len()/4+16)
	}
	return g.flags[:g.Len()]
}
