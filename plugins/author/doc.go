// Package author provides the tools of plugin authors. New makes a project, Build makes its package, and Test runs it
// against the cases in its testdata. The package runs compilers, so the server does not import it. It installs nothing
// and sends nothing anywhere.
package author
