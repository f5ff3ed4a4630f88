package demo_test

import (
	"fmt"

	"roomkey/internal/demo"
)

func Example() {
	specs, err := demo.Specs(demo.Day)
	fmt.Println(len(specs), "records", err)
	// Output: 1642 records <nil>
}
