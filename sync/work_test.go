package sync_test

import (
	"context"
	"testing"
	"time"

	"roomkey/crm"
	realtime "roomkey/sync"
)

// waitingRoom is work that one user may not begin yet.
type waitingRoom struct {
	user  crm.ID
	comes chan struct{} // holds one for each time that the user has come
	may   chan struct{} // closed when the user may work
	ended chan struct{}
	left  chan struct{} // holds one for each time that the user waits no longer
}

func newWaitingRoom(user *crm.User) *waitingRoom {
	return &waitingRoom{user: user.ID, comes: make(chan struct{}, 100), may: make(chan struct{}),
		ended: make(chan struct{}, 100), left: make(chan struct{}, 100)}
}

func (w *waitingRoom) Over(user *crm.User) bool { return user.ID == w.user }

func (w *waitingRoom) Begin(ctx context.Context, _ *crm.User) (func(time.Duration), error) {
	w.comes <- struct{}{}
	select {
	case <-w.may:
		return func(time.Duration) { w.ended <- struct{}{} }, nil
	case <-ctx.Done():
		w.left <- struct{}{}
		return nil, ctx.Err()
	}
}

func (w *waitingRoom) Charge(*crm.User, time.Duration) {}

// Whoever is beyond the budget waits before the record's turn: everybody else who edits the same record goes on.
func TestHub_WhoeverIsBeyondTheBudgetWaitsAlone(t *testing.T) {
	hub := openHub(t)
	room := newWaitingRoom(&mate)
	rec := hub.newLead("Ann")
	hub.Hub = realtime.New(realtime.Config{Storage: hub.storage, Engine: engines, Work: room})
	honest, greedy := hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
	honest.untilField("name", `"Ann"`)
	<-room.comes // its first message
	rest := make(chan error, 1)
	go func() {
		_, err := hub.Patch(hub.ctx, &mate, rec.ID, realtime.Patch{Fields: fieldsOf("email", "late@example.test")})
		rest <- err
	}()
	<-room.comes
	for _, phone := range []string{"1", "2", "3"} {
		honest.untilSaved(honest.set("phone", phone))
		hub.patch(&lead, rec.ID, "name", "Ann "+phone)
	}
	close(room.may)
	greedy.untilField("phone", `"3"`)
	greedy.untilSaved(greedy.set("name", "Eve"))
	if err := <-rest; err != nil {
		t.Error(err)
	}
	honest.untilField("name", `"Eve"`)
	honest.untilField("email", `"late@example.test"`)
	for len(room.comes) > 0 {
		<-room.comes
		<-room.ended
	}
}

// A socket that ends while its user waits leaves nothing behind, and nor does the server's end.
func TestHub_WhoeverWaitsMayLeave(t *testing.T) {
	hub := openHub(t)
	room := newWaitingRoom(&mate)
	rec := hub.newLead("Ann")
	hub.Hub = realtime.New(realtime.Config{Storage: hub.storage, Engine: engines, Work: room})
	gone, stays := hub.open(&mate, rec.ID), hub.open(&mate, rec.ID)
	<-room.comes
	<-room.comes
	gone.disconnect()
	<-room.left
	if len(room.left) != 0 {
		t.Error("the other socket's message is dropped too")
	}
	hub.close() // does not wait for it
	<-room.left
	stays.disconnect()
}
