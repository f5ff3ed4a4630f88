package guest

// Tail keeps the last lines of a log: maxLines at most, and not more bytes than it was made for.
type Tail struct {
	most    int // bytes; each line counts with its end
	lines   []string
	bytes   int
	dropped int
}

// NewTail returns a Tail that keeps at most that many bytes.
func NewTail(bytes int) *Tail { return &Tail{most: bytes} }

// Add adds a line, and drops the first ones that are too many now.
func (t *Tail) Add(line string) {
	t.lines = append(t.lines, line)
	for t.bytes += len(line) + 1; len(t.lines) > maxLines || t.bytes > t.most; t.dropped++ {
		t.bytes -= len(t.lines[0]) + 1
		t.lines = t.lines[1:]
	}
}

// Lines returns what is kept, the oldest line first. It is the Tail's own.
func (t *Tail) Lines() []string { return t.lines }

// Dropped returns how many lines were dropped.
func (t *Tail) Dropped() int { return t.dropped }
