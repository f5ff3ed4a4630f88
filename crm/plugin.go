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

// PluginLog is what a plugin's program wrote to the author's log in an attempt that failed, and why the attempt ended.
type PluginLog struct {
	Plugin  string
	Task    ID
	Step    string
	Version string
	Attempt int
	Code    string // as of a failed task: "trap", "exit", "limit", "timeout", "link", "failed", "invalid"
	Message string
	Text    string // at most 64 KiB: the line that says why it ended, then the last lines
	At      time.Time
}

// PluginSecret is a value that a plugin's requests to one host may hold. Sealed is encrypted: the store never sees it.
type PluginSecret struct {
	Name   string
	Host   string
	Sealed []byte
}
