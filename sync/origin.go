package sync

import (
	"crypto/sha256"

	"roomkey/crdt"
	"roomkey/crm"
)

// Origin says that a task writes, on behalf of a user. The zero Origin stands for the user's own doing.
type Origin struct {
	Task    crm.ID
	Message string // of the change, for people who read the history: which task, plugin and version
}

// originOf is whose doing an edit is.
func originOf(e *crm.Edit) Origin { return Origin{Task: e.Task, Message: e.Message} }

// taskActor is the actor by which a task writes for a user: its own, so that history and conflicts tell it from the
// user's. It holds the chance of this start of the process, like every actor of the server's.
func (o *origin) taskActor(user, task crm.ID) [16]byte {
	prefix := ActorPrefix(user)
	sum := sha256.Sum256(append(append([]byte("roomkey/task/"), o.chance[:]...), task[:]...))
	return [16]byte(append(prefix[:], sum[:8]...))
}

// draft begins a change in the name of whoever writes.
func (d *dossier) draft(user *crm.User, by Origin) crdt.Draft {
	if by.Task.IsZero() {
		return crdt.Draft{}
	}
	return crdt.Draft{Actor: d.hub.origin.taskActor(user.ID, by.Task), Message: by.Message}
}
