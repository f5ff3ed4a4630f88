// Command process is an engine's process for tests.
package main

import (
	"fmt"
	"os"

	"roomkey/crdt/engine"
)

func main() {
	if err := engine.Main(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
}
