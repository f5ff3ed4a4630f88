package runner

import (
	"context"
	"encoding/json"
	"time"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/calls"
	"roomkey/plugins/guest"
)

// Storage stores tasks. Every method must be safe for concurrent use.
type Storage interface {
	Tasks
	Claims
	Proposals
	Memos
	Files
	// UserByID returns a user, even a disabled one.
	UserByID(ctx context.Context, id crm.ID) (*crm.User, error)
	// ContingencyDays returns a brokerage's usual days.
	ContingencyDays(ctx context.Context, broker crm.ID) (crm.ContingencyDays, error)
	// Records returns the records that exist, as the server sees them.
	Records(ctx context.Context, ids []crm.ID) ([]*crm.Record, error)
	// RowChanges lists what a record's row has not taken in yet.
	RowChanges(ctx context.Context, record crm.ID) ([]crm.OrderedRowChange, error)
}

// Tasks are created, read and ended by people.
type Tasks interface {
	AddTask(ctx context.Context, t *crm.Task) error
	Task(ctx context.Context, id crm.ID) (*crm.Task, error)
	Tasks(ctx context.Context, user *crm.User, before int64, limit int) ([]*crm.Task, error)
	// LateTasks names tasks that have not ended, or have changed in the last ten minutes.
	LateTasks(ctx context.Context, limit int) ([]crm.ID, error)
	CancelTask(ctx context.Context, id crm.ID, tell func() []crm.Event) error
	RetryTask(ctx context.Context, id crm.ID) error
}

// Claims are how a runner takes and keeps tasks.
type Claims interface {
	ClaimTask(ctx context.Context, owner crm.ID, until time.Time, atOnce int,
		began func(*crm.Task) []crm.Event) (*crm.Task, error)
	RenewTasks(ctx context.Context, owners []crm.ID, until time.Time) (lost []crm.ID, err error)
	FreeTasks(ctx context.Context) error
	SaveTask(ctx context.Context, w *crm.TaskWrite) error
}

// Proposals are decided on by people.
type Proposals interface {
	Proposals(ctx context.Context, task crm.ID, applying bool) ([]crm.Proposal, error)
	SaveProposals(ctx context.Context, task crm.ID, proposals []crm.Proposal, at time.Time,
		tell func() []crm.Event) error
	UnsettledTasks(ctx context.Context) ([]crm.ID, error)
}

// Memos are the stored answers of the model to a step.
type Memos interface {
	Memo(ctx context.Context, task crm.ID, seq int, key crm.Hash) (answer []byte, tokens int, err error)
	AddMemo(ctx context.Context, task crm.ID, seq int, key crm.Hash, tokens int, answer []byte) error
}

// Files are what people have sent for tasks to read.
type Files interface {
	// ReadUpload returns at most limit bytes of a user's file from offset on, and the file's size. Error code:
	// not_found.
	ReadUpload(ctx context.Context, user, id crm.ID, offset, limit int) (piece []byte, size int, err error)
}

// Records is the access of a task to records, always on behalf of a user. Errors are those of REST.
type Records interface {
	// Get returns a record as the user may see it.
	Get(ctx context.Context, user *crm.User, recordType string, id crm.ID) (*crm.View, error)
	// Query returns a page of records as the user may see them, and the cursor of the next page.
	Query(ctx context.Context, user *crm.User, q Query) (records []*crm.View, next string, err error)
	// Show encodes a record as REST does.
	Show(dst []byte, v *crm.View) []byte
	Edits
}

// Edits are changes of records that can be previewed and undone.
type Edits interface {
	// Preview checks an edit as REST would and changes nothing. It returns the edit with its defaults filled in.
	// proposed are the types of records that are proposed but do not exist yet; the edit may refer to them.
	Preview(ctx context.Context, user *crm.User, e crm.Edit, proposed map[crm.ID]string) (crm.Edit,
		map[string]crm.Change, error)
	// Apply applies the parts of an edit that pointers name. Applying it again has no effect. expected may give the
	// value that a field should hold: a field that holds neither that value nor the edit's is left unchanged and named
	// in skipped. done is for Undo.
	Apply(ctx context.Context, user *crm.User, e crm.Edit, pointers []string,
		expected map[string]json.RawMessage) (done json.RawMessage, skipped []string, err error)
	// Undo takes back what Apply did for a task, except for fields that people have changed since. A place without a
	// pointer is a record that Apply created. Undo records in done which change undid it.
	Undo(ctx context.Context, user *crm.User, task crm.ID, message string, done []json.RawMessage) (undone []Place,
		skipped []Skip, err error)
}

// Registry knows the plugins of a brokerage.
type Registry interface {
	Installed(ctx context.Context, broker crm.ID) ([]*plugins.Plugin, error)
	// Find returns a plugin, even a suspended one. Error code: not_found.
	Find(ctx context.Context, broker crm.ID, id string) (*plugins.Plugin, error)
	// Program returns a plugin's code.
	Program(ctx context.Context, broker crm.ID, p *plugins.Plugin) (guest.Program, error)
	// Crashed counts a crash. Too many suspend the plugin.
	Crashed(ctx context.Context, broker crm.ID, id string) (suspended bool, err error)
	// KeepLog keeps the log of an attempt that failed, for by, who had installed the plugin.
	KeepLog(ctx context.Context, broker, by crm.ID, log crm.PluginLog) error
}

// Guests runs steps: see guest.Host.Step. It calls op from one goroutine at a time.
type Guests interface {
	Step(ctx context.Context, p guest.Program, l guest.Limits, op guest.Op, log func(line string)) error
}

// Rooms knows who may join which room.
type Rooms interface {
	MayJoin(ctx context.Context, user *crm.User, room crm.Room) error
}

// Model completes conversations. For prompts that stream, onText gets the text as it arrives.
type Model interface {
	Complete(ctx context.Context, p Prompt, onText func(string)) (Completion, error)
}

// Prompt is a request to the model, and Message one message of its conversation.
type (
	Prompt  = calls.Prompt
	Message = calls.Message
)

// Completion is the model's answer. Tokens counts the tokens of the prompt and of the answer.
type Completion struct {
	Text   string
	Tokens int
}

// Web makes HTTP requests.
type Web interface {
	Fetch(ctx context.Context, by Fetcher, request json.RawMessage) (json.RawMessage, error)
}

// Fetcher identifies who makes an HTTP request, and which hosts and secrets they may use.
type Fetcher struct {
	Broker  crm.ID
	Plugin  string
	Hosts   []string
	Secrets []string
}

// Query selects records of one type.
type Query struct {
	Type    string
	Q       string
	Filters []Filter
	Sort    string // a field; with a "-" in front: descending
	Limit   int    // 0: 100; at most 500
	Cursor  string

	Archived bool // the archived records instead of the others
	Deleted  bool // deleted ones that the user may bring back
}

// Filter compares one field.
type Filter = calls.Filter

// Place names a field of a record. An empty Pointer names the whole record.
type Place struct {
	Record  crm.ID `json:"record"`
	Pointer string `json:"pointer,omitempty"`
}

// Skip is a field that was left unchanged, and the reason.
type Skip struct {
	Record  crm.ID `json:"record"`
	Pointer string `json:"pointer,omitempty"`
	Reason  string `json:"reason"`
}
