package crm

import (
	"encoding/json"
	"time"
)

// PluginRow is what is stored of a plugin that a brokerage has installed.
type PluginRow struct {
	Broker    ID
	ID        string // "acme.summary"
	Digest    Hash   // of its package; zero: the package came with the server
	Key       []byte // that signed it; nil: unsigned. An update must come by the same
	Granted   json.RawMessage
	Suspended bool
	By        ID // who installed it; zero: the operator
	At        time.Time
}

// PluginSecret is a value that a plugin's requests to one host may hold. Sealed is encrypted: the store never sees it.
type PluginSecret struct {
	Name   string
	Host   string
	Sealed []byte
}
