package plugins

import (
	"time"

	"roomkey/crm"
)

// Plugin is a package as it is installed for one brokerage.
type Plugin struct {
	*Label                 // its code: see Registry.Program
	Granted   Capabilities // what it may do is this and its manifest's
	Bundled   bool         // it came with the server
	Suspended bool         // it crashed too often, until it is granted again
	Damaged   bool         // its package can't be read: of the manifest there is the id alone
	Installed time.Time    // zero: it is bundled
	By        crm.ID       // who installed it; zero: the operator
}

// Missing is what the plugin asks for and was not granted yet.
func (p *Plugin) Missing() Capabilities { return p.Manifest.Capabilities.Beyond(p.Granted) }
