// Package author is what the authors of plugins run: New scaffolds a project, Build makes its package, Test runs it against the cases in its testdata.
// It starts compilers, so no server imports it.
//
//	err := author.New("greeter", "go", "acme.greeter")
//	file, err := author.Build(ctx, "greeter", "")
package author
