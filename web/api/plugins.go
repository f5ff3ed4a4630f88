package api

import (
	"encoding/json"

	"roomkey/crm"
)

// Plugin is a plugin as the broker role sees it.
type Plugin struct {
	ID      string `json:"id"`
	Version string `json:"version"`
	Runtime string `json:"runtime"`
	// Whether it came with the server.
	Bundled bool `json:"bundled"`
	// Whether it runs no more until somebody grants it something.
	Suspended bool `json:"suspended"`
	// Whether its package can't be read; nothing else is known then but id, digest and reason.
	Damaged bool   `json:"damaged,omitempty"`
	Reason  string `json:"reason,omitempty"`
	// The public key of who signed it.
	SignedBy  string           `json:"signedBy,omitempty"`
	Digest    crm.Hash         `json:"digest"`
	Steps     []PluginStep     `json:"steps"`
	Workflows []PluginWorkflow `json:"workflows"`
	// What it asks for.
	Capabilities Capabilities `json:"capabilities"`
	// The same in words, one phrase for each.
	Asks []string `json:"asks"`
	// What it was granted.
	Granted Capabilities `json:"granted"`
	// What it asks for and was not granted yet.
	Missing     Capabilities `json:"missing"`
	InstalledAt Time         `json:"installedAt,omitempty"`
	InstalledBy crm.ID       `json:"installedBy,omitzero"`
}

// PluginStep is what a plugin can do.
type PluginStep struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	// The JSON Schema of its input.
	Input json.RawMessage `json:"input" ref:"Object"`
	// The JSON Schema of its output.
	Output json.RawMessage `json:"output" ref:"Object"`
}

// PluginWorkflow is an ordered list of steps.
type PluginWorkflow struct {
	Name   string               `json:"name"`
	Title  string               `json:"title"`
	Policy string               `json:"policy" enum:"review,apply"`
	Steps  []PluginWorkflowStep `json:"steps"`
}

// PluginWorkflowStep is a step of a workflow and where its input comes from.
type PluginWorkflowStep struct {
	Step  string                     `json:"step"`
	Input map[string]json.RawMessage `json:"input,omitempty"`
}

// Capabilities are what a plugin may do.
type Capabilities struct {
	// Types of records: "listing" for the shared fields, "listing.private" for the private ones besides.
	Read []string `json:"records.read,omitempty" nullable:"true"`
	// Fields: "lead" for all shared fields of a type, "lead.score" for one, "escrow./private/commission" for a private
	// one.
	Propose []string `json:"records.propose,omitempty" nullable:"true"`
	LLM     *LLM     `json:"llm,omitempty" nullable:"true"`
	// Exact hosts.
	HTTP    []string `json:"http,omitempty" nullable:"true"`
	Secrets []string `json:"secrets,omitempty" nullable:"true"`
}

// LLM bounds what a step may ask of the language model.
type LLM struct {
	// Of one step, over all its attempts.
	MaxTokens int `json:"maxTokens" minimum:"1"`
}

// PluginsAnswer lists what the brokerage has installed.
type PluginsAnswer struct {
	Items []Plugin `json:"items"`
}

// PluginLog is what a plugin's program wrote in a run of a step that failed, and why it failed.
type PluginLog struct {
	At   Time   `json:"at"`
	Task crm.ID `json:"task"`
	Step string `json:"step"`
	// The plugin's.
	Version string `json:"version"`
	Attempt int    `json:"attempt" minimum:"1"`
	// As of a failed task: "trap", "exit", "limit", "timeout", "link", "failed" or "invalid".
	Code    string `json:"code"`
	Message string `json:"message"`
	// At most 64 KiB: the line that says why it ended, an empty line, and the last lines that the program wrote.
	Log string `json:"log"`
}

// PluginLogsAnswer lists the logs of the runs that failed, the newest first.
type PluginLogsAnswer struct {
	Items []PluginLog `json:"items"`
}

// File is the content of a file in a form.
type File []byte

// InstallPluginRequest is a form with a package.
type InstallPluginRequest struct {
	// The zip.
	Package File `formData:"package"`
	// Whether it may be installed though nobody has signed it.
	Unsigned bool `formData:"unsigned,omitempty"`
}

// PluginRequest names a plugin.
type PluginRequest struct {
	ID string `path:"id"`
}

// GrantPluginRequest says what a plugin may do from now on.
type GrantPluginRequest struct {
	PluginRequest
	Capabilities Capabilities `json:"capabilities"`
}
