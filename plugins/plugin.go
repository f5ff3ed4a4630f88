package plugins

import (
	"time"

	"roomkey/crm"
)

// Plugin is a package that is installed for one brokerage.
type Plugin struct {
	*Label                 // without its code: see Registry.Program
	Key       []byte       // the key that signed it when it was installed; nil: unsigned or bundled
	Granted   Capabilities // it may do what both this and its manifest allow
	Bundled   bool         // it comes with the server
	Suspended bool         // it crashed too often; a grant resumes it
	// why its package can't be used; the manifest then has only the id. nil: the package can be used
	Damage    *Damage
	Installed time.Time // zero: it is bundled
	By        crm.ID    // the user who installed it; zero: the operator
}

// Missing returns the capabilities that the plugin asks for and that were not granted.
func (p *Plugin) Missing() Capabilities { return p.Manifest.Capabilities.Beyond(p.Granted) }
