package live

import (
	"crypto/sha256"
	"io"

	"roomkey/crm"
)

// noUser stands for the server itself as an author.
var noUser crm.ID

// ActorPrefix is how the actors begin that Roomkey issues to a user's devices, and by which the server writes for them.
func ActorPrefix(user crm.ID) [8]byte {
	sum := sha256.Sum256(append([]byte("roomkey/actor/"), user[:]...))
	return [8]byte(sum[:8])
}

// serverActors makes the server's own actors. Half of each is chance from this start of the process: whatever was
// given to peers and then lost in a crash, no number of an actor is used twice.
type serverActors struct{ chance [8]byte }

func newServerActors(random io.Reader) *serverActors {
	o := &serverActors{}
	if _, err := io.ReadFull(random, o.chance[:]); err != nil {
		panic("live: no randomness: " + err.Error())
	}
	return o
}

// of is the server's actor for what it writes by order of user; the zero ID stands for the server itself.
func (o *serverActors) of(user crm.ID) [16]byte {
	prefix := ActorPrefix(user)
	return [16]byte(append(prefix[:], o.chance[:]...))
}

// task is the actor by which a task writes for a user: its own, so that history and conflicts tell it from the
// user's. It holds the chance of this start of the process, like every actor of the server's.
func (o *serverActors) task(user, task crm.ID) [16]byte {
	prefix := ActorPrefix(user)
	sum := sha256.Sum256(append(append([]byte("roomkey/task/"), o.chance[:]...), task[:]...))
	return [16]byte(append(prefix[:], sum[:8]...))
}

// Origin says that a task writes, on behalf of a user. The zero Origin stands for the user's own doing.
type Origin struct {
	Task    crm.ID
	Message string // of the change, for people who read the history: which task, plugin and version
}
