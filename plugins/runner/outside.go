package runner

import (
	"context"
	"encoding/json"
	"time"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/guest"
)

// Storage is where tasks are. Every method may be called from many goroutines.
type Storage interface {
	Tasks
	Claims
	Proposals
	Memos
	// UserByID gives a user, also a disabled one.
	UserByID(ctx context.Context, id crm.ID) (*crm.User, error)
	// Records gives those records that exist, as the server sees them.
	Records(ctx context.Context, ids []crm.ID) ([]*crm.Record, error)
}

// Tasks are made, read and ended by people.
type Tasks interface {
	AddTask(ctx context.Context, t *crm.Task) error
	Task(ctx context.Context, id crm.ID) (*crm.Task, error)
	Tasks(ctx context.Context, user *crm.User, cursor string, limit int) (tasks []*crm.Task, next string, err error)
	CancelTask(ctx context.Context, id crm.ID, tell func() []crm.Event) error
	RetryTask(ctx context.Context, id crm.ID) error
}

// Claims are how a runner works on tasks.
type Claims interface {
	ClaimTask(ctx context.Context, owner crm.ID, until time.Time, atOnce int, began func(*crm.Task) []crm.Event) (*crm.Task, error)
	RenewTasks(ctx context.Context, owners []crm.ID, until time.Time) (lost []crm.ID, err error)
	FreeTasks(ctx context.Context) error
	SaveTask(ctx context.Context, w *crm.TaskWrite) error
}

// Proposals are what people decide on.
type Proposals interface {
	Proposals(ctx context.Context, task crm.ID, applying bool) ([]crm.Proposal, error)
	SaveProposals(ctx context.Context, task crm.ID, proposals []crm.Proposal, at time.Time, tell func() []crm.Event) error
	UnsettledTasks(ctx context.Context) ([]crm.ID, error)
}

// Memos are the model's answers to a step.
type Memos interface {
	Memo(ctx context.Context, task crm.ID, seq int, key crm.Hash) (answer []byte, tokens int, err error)
	AddMemo(ctx context.Context, task crm.ID, seq int, key crm.Hash, tokens int, answer []byte) error
}

// Records is what a task may do with records, always as a user. Errors are those of REST.
type Records interface {
	// Get gives a record as the user may see it.
	Get(ctx context.Context, user *crm.User, recordType string, id crm.ID) (*crm.View, error)
	// Query gives a page of records as the user may see them, and the next page's cursor.
	Query(ctx context.Context, user *crm.User, q Query) (records []*crm.View, next string, err error)
	// Show writes a record as REST does.
	Show(dst []byte, v *crm.View) []byte
	Edits
}

// Edits are changes of records that can be looked at first, and taken back.
type Edits interface {
	// Preview checks an edit as REST would and changes nothing. The edit comes back with what was left out filled in.
	// proposed are the types of records that are only proposed yet: they may be referred to.
	Preview(ctx context.Context, user *crm.User, e crm.Edit, proposed map[crm.ID]string) (crm.Edit, map[string]crm.Change, error)
	// Apply does those parts of an edit that pointers name; doing it again changes nothing. A field of which expected names
	// a value, and which has neither that nor the edit's, is left as it is and named in skipped. done is for Undo.
	Apply(ctx context.Context, user *crm.User, e crm.Edit, pointers []string, expected map[string]json.RawMessage) (done json.RawMessage, skipped []string, err error)
	// Undo takes back what Apply did, for a task, but for what people have changed since. A place without a pointer is a
	// record that was made. It notes in done what undid it.
	Undo(ctx context.Context, user *crm.User, task crm.ID, message string, done []json.RawMessage) (undone []Place, skipped []Skip, err error)
}

// Registry is what a brokerage has installed.
type Registry interface {
	Installed(ctx context.Context, broker crm.ID) ([]*plugins.Plugin, error)
	// Find gives a plugin, also a suspended one. Error code: not_found.
	Find(ctx context.Context, broker crm.ID, id string) (*plugins.Plugin, error)
	// Program gives a plugin's code.
	Program(ctx context.Context, broker crm.ID, p *plugins.Plugin) (guest.Program, error)
	// Crashed counts a crash; too many suspend the plugin.
	Crashed(ctx context.Context, broker crm.ID, id string) error
}

// Guests runs steps: see guest.Host.Step. op is called by one goroutine at a time.
type Guests interface {
	Step(ctx context.Context, p guest.Program, l guest.Limits, op guest.Op, log func(line string)) error
}

// Rooms says who may be where.
type Rooms interface {
	MayJoin(ctx context.Context, user *crm.User, room crm.Room) error
}

// Model completes conversations. onText gets the text as it comes, for prompts that stream.
type Model interface {
	Complete(ctx context.Context, p Prompt, onText func(string)) (Completion, error)
}

// Prompt is a request to the model.
type Prompt struct {
	Messages  []Message       `json:"messages"`
	Stream    bool            `json:"stream"`
	Schema    json.RawMessage `json:"schema,omitempty"` // of the answer's text, which is JSON then
	MaxTokens int             `json:"-"`
}

// Message is one turn of a conversation.
type Message struct {
	Role    string `json:"role"` // system, user or assistant
	Content string `json:"content"`
}

// Completion is the model's answer. Tokens are those of the prompt and of the answer.
type Completion struct {
	Text   string
	Tokens int
}

// Web makes requests to the outside.
type Web interface {
	Fetch(ctx context.Context, by Fetcher, request json.RawMessage) (json.RawMessage, error)
}

// Fetcher is who makes a request to the outside, and what they may reach and use.
type Fetcher struct {
	Broker  crm.ID
	Plugin  string
	Hosts   []string
	Secrets []string
}
