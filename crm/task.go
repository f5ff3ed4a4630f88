package crm

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// TaskStatus is how far a task, or one of its steps, has come. Steps are never in review.
type TaskStatus string

// The six statuses. The last three are ends, from which only a retry leads back.
const (
	TaskQueued    TaskStatus = "queued" // waits for its turn, or for another attempt
	TaskRunning   TaskStatus = "running"
	TaskReview    TaskStatus = "review" // its steps are done and proposals wait for somebody's decision
	TaskCompleted TaskStatus = "completed"
	TaskFailed    TaskStatus = "failed"
	TaskCancelled TaskStatus = "cancelled"
)

// Open reports whether steps are left to be run.
func (s TaskStatus) Open() bool { return s == TaskQueued || s == TaskRunning }

// What becomes of a task's proposals.
const (
	PolicyReview = "review" // people decide
	PolicyApply  = "apply"  // they are applied as soon as they are durable
)

// Names of the events that tell of tasks. Each carries the task's id as "task".
const (
	EventTaskStarted   = "ai:task:started"
	EventTaskProgress  = "ai:task:progress" // percent, step, and in words and parts: message?, partial?
	EventTaskReview    = "ai:task:review"
	EventTaskCompleted = "ai:task:completed"
	EventTaskFailed    = "ai:task:failed" // code, message?
	EventTaskCancelled = "ai:task:cancelled"
)

// Task is one run of a workflow for one user. While it is claimed, whoever claimed it alone changes it.
type Task struct {
	ID       ID
	User     ID // the caller, whose rights bound it
	Broker   ID // the caller's brokerage
	Room     Room
	Workflow string
	Title    string // the workflow's, for people
	Policy   string // PolicyReview or PolicyApply
	DryRun   bool   // a trial: what its steps propose is dropped
	Input    json.RawMessage
	Status   TaskStatus
	Progress int // percent, 0 to 100; it never falls within a run
	Message  string
	Reach    Reach
	Output   json.RawMessage // the last step's; nil until it is there
	Error    *TaskError      // of a failed task, or of the attempt that another one follows
	Steps    []TaskStep
	Proposed int // proposals made so far
	Pending  int // proposals that nobody has decided on

	Place int64 // in the list of its region, where the newest has the highest; 0: it was not listed

	RunAt      time.Time // not before
	CreatedAt  time.Time
	StartedAt  time.Time // zero: never
	FinishedAt time.Time // zero: not yet
}

// TaskError is why a task failed, in words for the user. Code is one of crm_v1's or a guest's end: "trap", "exit",
// "limit", "timeout", "link".
type TaskError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// TaskStep is one step of a task: the workflow's as it was when the task was made, and how far it has come.
type TaskStep struct {
	Seq        int // from 0
	Plugin     string
	Name       string
	Version    string          // of the plugin, as of the last attempt
	Mapping    json.RawMessage // where its input comes from
	Status     TaskStatus
	Attempt    int // counted before it begins
	Checkpoint json.RawMessage
	Output     json.RawMessage
}

// TaskWrite is what a claimed task makes durable in one transaction: all of it, or nothing where the claim is over.
type TaskWrite struct {
	Task      *Task // as it is afterwards
	Claim     ID    // what must hold it
	Release   bool  // the claim ends
	Steps     []int // those of Task.Steps that have changed
	Proposals []Proposal
	Events    []Event
}

// Reach says how far what a task tells may go: to nobody who may not read all that its guest was given. The zero Reach
// is the whole brokerage, "team:" and a UUID that team, "private" the caller alone; "private:" and names of types are
// the caller alone, too, after a guest was given private fields of such records. The broker role may hear everything.
type Reach string

// ReachPrivate is the narrowest reach of records that were given without private fields.
const ReachPrivate Reach = "private"

const reachPrivateOf = string(ReachPrivate) + ":"

// With is the reach after the guest was given a record, with private fields or without. WithPrivateOf also says of
// which type they were.
func (r Reach) With(row Row, private bool) Reach {
	next := ReachPrivate
	switch {
	case len(r.PrivateOf()) > 0:
		return r
	case private:
	case row.Visibility == VisibilityBroker:
		return r
	case row.Visibility == VisibilityTeam && !row.Team.IsZero():
		next = Reach("team:" + row.Team.String())
	}
	if r == "" || r == next {
		return next
	}
	return ReachPrivate
}

// WithPrivateOf is the reach after the guest was given private fields of a record of a type.
func (r Reach) WithPrivateOf(recordType string) Reach {
	types := r.PrivateOf()
	at, known := slices.BinarySearch(types, recordType)
	if known {
		return r
	}
	return Reach(reachPrivateOf + strings.Join(slices.Insert(types, at, recordType), ","))
}

// PrivateOf lists the types of records of which the task's guests were given private fields, sorted.
func (r Reach) PrivateOf() []string {
	types, ok := strings.CutPrefix(string(r), reachPrivateOf)
	if !ok {
		return nil
	}
	return strings.Split(types, ",")
}

// Withholds reports whether a change that the task proposes must wait for a person's decision, whatever the workflow's
// policy: its guests were given private fields, and the field at pointer is shown to others than the caller and the
// broker role. row is the record's.
func (r Reach) Withholds(caller ID, row Row, pointer string) bool {
	if len(r.PrivateOf()) == 0 {
		return false
	}
	return row.Owner != caller || row.Visibility != VisibilityPrivate && !IsPrivate(pointer)
}

// Includes reports whether a user other than the caller, of the caller's brokerage, may hear what the task tells.
func (r Reach) Includes(u *User) bool {
	if r == "" || u.Role == RoleBroker {
		return true
	}
	text, ok := strings.CutPrefix(string(r), "team:")
	if !ok {
		return false
	}
	team, err := ParseID(text)
	return err == nil && u.InTeam(team)
}

// MaySeeTask reports whether u may see the tasks of caller: they are u's own, or u's brokerage's where u has the broker
// role, or a member's of a team that u leads.
func (u *User) MaySeeTask(caller *User) bool {
	if u.Disabled || u.Broker != caller.Broker {
		return false
	}
	if u.ID == caller.ID || u.Role == RoleBroker {
		return true
	}
	if u.Role != RoleLead {
		return false
	}
	for _, team := range caller.Teams {
		if u.InTeam(team) {
			return true
		}
	}
	return false
}
