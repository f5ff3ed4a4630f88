package load

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// Sample is what honest people noticed in a time: how long they waited, from when they wanted something, and what went
// wrong.
type Sample struct {
	Saved []time.Duration // an edit until the server had called it saved
	Seen  []time.Duration // an edit until a colleague had it
	Lists []time.Duration // a list over REST until its last byte
	Opens []time.Duration // a record over REST until its last byte
	Wrong []string        // what nobody honest may be told or lose, each once, with how often it happened
}

// Percentile is the wait that p of all hundred parts of a sample don't exceed; 0 of none. It sorts the sample.
func Percentile(of []time.Duration, p int) time.Duration {
	if len(of) == 0 {
		return 0
	}
	slices.Sort(of)
	return of[min(len(of)-1, len(of)*p/100)]
}

// book collects a sample. Safe for concurrent use.
type book struct {
	mu     sync.Mutex // guards the rest
	sample Sample
	wrong  map[string]int
}

func (b *book) note(list func(*Sample) *[]time.Duration, took time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	to := list(&b.sample)
	*to = append(*to, took)
}

func (b *book) fault(format string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.wrong == nil {
		b.wrong = make(map[string]int)
	}
	b.wrong[fmt.Sprintf(format, args...)]++
}

// take gives what was collected, and begins again.
func (b *book) take() Sample {
	b.mu.Lock()
	defer b.mu.Unlock()
	taken, wrong := b.sample, b.wrong
	b.sample, b.wrong = Sample{}, nil
	for _, text := range slices.Sorted(maps.Keys(wrong)) {
		taken.Wrong = append(taken.Wrong, fmt.Sprintf("%d × %s", wrong[text], text))
	}
	return taken
}

// String gives how often, and the middle, the far end and the worst of each wait, for people.
func (s *Sample) String() string {
	text := ""
	for _, part := range []struct {
		name string
		of   []time.Duration
	}{{"saved", s.Saved}, {"seen", s.Seen}, {"lists", s.Lists}, {"opens", s.Opens}} {
		text += fmt.Sprintf("%d %s", len(part.of), part.name)
		for _, p := range []int{50, 99, 100} {
			text += fmt.Sprintf(" %v", Percentile(part.of, p).Round(time.Microsecond))
		}
		text += "; "
	}
	return text + fmt.Sprintf("%d faults", len(s.Wrong))
}
