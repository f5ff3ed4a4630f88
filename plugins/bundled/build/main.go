// Command build builds a bundled plugin for the Makefile: build FOLDER PACKAGE.zip.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"roomkey/plugins/author"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: build FOLDER PACKAGE.zip")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if _, err := author.Build(ctx, os.Environ(), os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
