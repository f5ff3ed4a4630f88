package merge_test

import (
	"fmt"

	"roomkey/plugins/bundled/merge"
)

// The record keeps its name and gets the phone number that it lacks.
func Example() {
	record := map[string]any{"name": "Ana Ortiz"}
	fmt.Println(merge.Gaps(record, map[string]any{"name": "A. Ortiz", "phone": "916 555 0101"}))
	// Output: map[phone:916 555 0101]
}
