package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// percentile is the value that p of all hundred parts don't exceed. No values have none: 0.
func percentile(of []time.Duration, p int) time.Duration {
	if len(of) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(of))
	return sorted[min(len(sorted)-1, len(sorted)*p/100)]
}

// ms writes a duration in milliseconds.
func ms(d time.Duration) string {
	n := float64(d) / float64(time.Millisecond)
	switch {
	case n >= 100:
		return fmt.Sprintf("%.0f ms", n)
	case n >= 10:
		return fmt.Sprintf("%.1f ms", n)
	}
	return fmt.Sprintf("%.2f ms", n)
}

// spread writes the middle and the far end of durations.
func spread(of []time.Duration) string {
	return ms(percentile(of, 50)) + " / " + ms(percentile(of, 99))
}

// each writes durations one after the other.
func each(of []time.Duration) string {
	var texts []string
	for _, d := range of {
		texts = append(texts, ms(d))
	}
	return strings.Join(texts, ", ")
}

// ratio is a/b; 0 where there is no b.
func ratio[T ~int64 | ~float64](a, b T) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}
