package crm

import (
	"slices"
	"time"
)

// TaskAct is what one region asks of another one about tasks that are there, on behalf of a user.
type TaskAct string

// The acts. All but TaskList, TaskFile and TaskUnfile are about one task.
const (
	TaskFind   TaskAct = "find" // whether the user may see it
	TaskGet    TaskAct = "get"
	TaskList   TaskAct = "list"
	TaskCancel TaskAct = "cancel"
	TaskRetry  TaskAct = "retry"
	TaskAccept TaskAct = "accept"
	TaskReject TaskAct = "reject"
	TaskUndo   TaskAct = "undo"
	// A file that the user has sent, whose id stands in the place of the task's: to be given, and to be deleted.
	TaskFile   TaskAct = "file"
	TaskUnfile TaskAct = "unfile"
)

// Known reports whether an act is one of the above.
func (a TaskAct) Known() bool {
	return slices.Contains([]TaskAct{TaskFind, TaskGet, TaskList, TaskCancel, TaskRetry, TaskAccept, TaskReject,
		TaskUndo, TaskFile, TaskUnfile}, a)
}

// Reads reports whether an act changes nothing.
func (a TaskAct) Reads() bool {
	return a == TaskFind || a == TaskGet || a == TaskList || a == TaskFile
}

// Slow reports whether an act may change many records, or has an answer of megabytes.
func (a TaskAct) Slow() bool {
	return a == TaskAccept || a == TaskReject || a == TaskUndo || a == TaskFile
}

// OfFile reports whether an act is about a file.
func (a TaskAct) OfFile() bool { return a == TaskFile || a == TaskUnfile }

// SentFile is the answer to TaskFile, as JSON.
type SentFile struct {
	Content []byte
	At      time.Time // when it was sent
}

// TaskQuestion asks the region that has a task to do something with it, as that region lets its user.
type TaskQuestion struct {
	Act    TaskAct
	Broker ID // of the user
	User   ID
	Task   ID     // zero for TaskList
	Body   []byte // JSON; nil: none
	Rows   uint64 // the last entry of the ledger that the asking region has applied
}

// TaskNews are events about a task, in their order, for the rooms of other regions.
type TaskNews struct {
	Task   ID
	Broker ID
	User   ID     // the caller
	Rows   uint64 // the last entry of the ledger that the task's region had applied
	Events []Event
}

// IsTaskEvent reports whether an event of this name tells of a task.
func IsTaskEvent(name string) bool {
	return slices.Contains([]string{EventTaskStarted, EventTaskProgress, EventTaskReview, EventTaskCompleted,
		EventTaskFailed, EventTaskCancelled}, name)
}
