package plugins

// Package is an opened package.
type Package struct {
	Manifest  Manifest
	Program   []byte
	Hash      [32]byte // SHA-256 of Program
	Signature []byte
	Key       []byte
}

// Plugin is a package as it is installed for one brokerage.
type Plugin struct {
	*Package
	Granted   Capabilities
	Bundled   bool
	Suspended bool // it crashed too often, until it is granted again
}
