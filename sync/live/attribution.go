package live

import (
	"crypto/sha256"
	"io"

	"roomkey/crm"
)

// noUser stands for the server itself as an author.
var noUser crm.ID

// ActorPrefix returns the first half of all actors that Roomkey issues to a user's devices, and of the actors by which
// the server writes for the user.
func ActorPrefix(user crm.ID) [8]byte {
	sum := sha256.Sum256(append([]byte("roomkey/actor/"), user[:]...))
	return [8]byte(sum[:8])
}

// serverActors makes the server's own actors. Half of each actor is random and new at each start of the process. So no
// sequence number of an actor is used twice, even if a crash loses changes that peers already have.
type serverActors struct{ chance [8]byte }

func newServerActors(random io.Reader) *serverActors {
	o := &serverActors{}
	if _, err := io.ReadFull(random, o.chance[:]); err != nil {
		panic("live: no randomness: " + err.Error())
	}
	return o
}

// of returns the server's actor for changes on behalf of the user. The zero ID means the server itself.
func (o *serverActors) of(user crm.ID) [16]byte {
	prefix := ActorPrefix(user)
	return [16]byte(append(prefix[:], o.chance[:]...))
}

// task returns the actor by which a task writes for a user. It differs from the user's own, so history and conflicts
// can tell them apart. Like every actor of the server, it is new at each start of the process.
func (o *serverActors) task(user, task crm.ID) [16]byte {
	prefix := ActorPrefix(user)
	sum := sha256.Sum256(append(append([]byte("roomkey/task/"), o.chance[:]...), task[:]...))
	return [16]byte(append(prefix[:], sum[:8]...))
}

// Origin names the task that writes on behalf of a user. The zero Origin means that the user writes.
type Origin struct {
	Task    crm.ID
	Message string // names task, plugin and version in the history
}
