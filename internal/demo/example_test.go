package demo_test

import (
	"fmt"

	"roomkey/internal/demo"
)

func Example() {
	specs, err := demo.Specs()
	fmt.Println(len(specs), "records", err)
	// Output: 1642 records <nil>
}
