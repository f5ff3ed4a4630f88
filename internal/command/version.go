package command

import (
	"context"
	"flag"
	"fmt"
	"runtime"
	"runtime/debug"
)

// versionCommand prints which build this is: its version, the revision of the source, and what it was made with and
// for.
func versionCommand(_ context.Context, p *Program, args []string) error {
	if _, err := p.parse(flag.NewFlagSet("version", flag.ContinueOnError), args); err != nil {
		return err
	}
	fmt.Fprintf(p.Stdout, "roomkey %s (%s, %s/%s)\n", Version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}

// released is the version that make has given a release or an image; "" in other builds.
var released string

// Version is the version of a release, or else the one that Go has stamped on the build, from the source's tag or
// revision: "devel" where there is none.
func Version() string {
	if released != "" {
		return released
	}
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	return info.Main.Version
}
