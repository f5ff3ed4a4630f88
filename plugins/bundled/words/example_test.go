package words_test

import (
	"fmt"

	"roomkey/plugins/bundled/words"
)

func Example() {
	fmt.Println(words.Money("$1,234.50"))
	fmt.Println(words.Date("5-Jun-2026"))
	fmt.Println(words.Money("1.234,56")) // ambiguous
	// Output:
	// 123450 true
	// 2026-06-05 true
	// 0 false
}
