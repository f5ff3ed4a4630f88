// Command process is a guest's process for tests.
package main

import (
	"fmt"
	"os"

	"roomkey/plugins/guest"
)

func main() {
	if err := guest.Main(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
}
