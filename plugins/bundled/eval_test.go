package bundled_test

import (
	"fmt"
	"os"
)

// make eval sets this to see the figures.
var showFigures = os.Getenv("EVAL_TABLE") != ""

// tell writes a line of the table that make eval prints.
func tell(plugin, what, value, bound string) {
	if showFigures {
		fmt.Printf("| %-12s | %-62s | %9s | %-24s |\n", plugin, what, value, bound)
	}
}

func ratio(part, whole int) float64 { return float64(part) / float64(max(whole, 1)) }

func percent(of float64) string { return fmt.Sprintf("%.1f %%", 100*of) }
