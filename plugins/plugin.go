package plugins

import (
	"time"

	"roomkey/crm"
)

// Plugin is a package as it is installed for one brokerage.
type Plugin struct {
	*Label                 // its code: see Registry.Program
	Key       []byte       // that signed it when it was installed; nil: unsigned or bundled
	Granted   Capabilities // what it may do is this and its manifest's
	Bundled   bool         // it came with the server
	Suspended bool         // it crashed too often, until it is granted again
	Damage    *Damage      // why its package can't be used: of the manifest there is the id alone then; nil: it can
	Installed time.Time    // zero: it is bundled
	By        crm.ID       // who installed it; zero: the operator
}

// Missing is what the plugin asks for and was not granted yet.
func (p *Plugin) Missing() Capabilities { return p.Manifest.Capabilities.Beyond(p.Granted) }
