package session

import (
	"bytes"
	"context"
	"fmt"
	"runtime/debug"

	"roomkey/crm"
	"roomkey/sync/wire"
)

// incoming takes in what a session's peer sends. Only the goroutine that reads the socket uses it, or a goroutine that
// the first one waits for.
//
// That goroutine holds the greatest part of the memory of an idle socket: its stack. So what needs a deep one does not
// run there (apart).
type incoming struct {
	*Session
	ctx context.Context // the server's own lifetime
}

// Alive is part of Receiver.
func (in *incoming) Alive() { in.life.beat() }

// Part is part of Receiver.
func (in *incoming) Part(size int, ping bool) bool { return in.pace.readOn(size, ping) }

// Large is part of Receiver.
func (in *incoming) Large(int) bool { return in.large.wait(&in.intake) }

// Message is part of Receiver.
func (in *incoming) Message(data []byte, lent bool) bool {
	in.pace.budget.spend(len(data), in.life.last()) // Alive was called just before
	release := in.large.pass()
	taken, err := in.receive(data, lent, release)
	if !taken {
		release()
	}
	if err != nil {
		in.close(wire.CloseFor(err))
		return false
	}
	return in.readOn()
}

// readOn returns when the next frame may be read; false when the session has ended.
func (in *incoming) readOn() bool { return in.pace.wait() && in.intake.wait() }

// receive takes in one message. taken says that a document has it, and calls release when it has finished with it. An
// error closes the socket.
func (in *incoming) receive(data []byte, lent bool, release func()) (taken bool, err error) {
	f, ok := wire.DecodePlain(data)
	if ok && in.acknowledges(&f) {
		in.counted(f.Type, data)
		return false, nil
	}
	if !ok {
		return in.actApart(data, lent, release)
	}
	in.counted(f.Type, data)
	message := f.Sync()
	if lent {
		message.Data = bytes.Clone(message.Data)
	}
	return in.receiveSync(message, release)
}

// acknowledges takes in a frame that only acknowledges what the peer was sent, as a hundred peers answer each edit.
func (in *incoming) acknowledges(f *wire.PlainSync) bool {
	if f.IsRequest() || string(f.Sender) != in.peerID() {
		return false
	}
	doc := in.docs.named(f.Document) // only the reading goroutine changes docs
	return doc != nil && doc.link.Acknowledge(f.Data)
}

func (in *incoming) counted(kind string, data []byte) {
	in.received.Add(1)
	if count := in.config.Metrics.FrameIn; count != nil && !in.unseen {
		count(kind, len(data))
	}
}

// actApart calls act on a stack of its own.
func (in *incoming) actApart(data []byte, lent bool, release func()) (taken bool, err error) {
	err = apart(func() (err error) {
		taken, err = in.act(data, lent, release)
		return err
	})
	return taken, err
}

// act takes in a message that is not plain. It returns what receive does.
func (in *incoming) act(data []byte, lent bool, release func()) (taken bool, err error) {
	if lent {
		data = bytes.Clone(data)
	}
	frame, err := wire.Decode(data)
	in.counted(wire.KindOf(frame), data)
	if err != nil {
		return false, err
	}
	switch f := frame.(type) {
	case *wire.Join:
		return false, in.greet(f)
	case *wire.Sync:
		return in.receiveSync(f, release)
	}
	if in.peerID() == "" {
		return false, errNotJoined
	}
	switch f := frame.(type) {
	case *wire.Ephemeral:
		in.ephemeral(f)
	case *wire.RoomJoin:
		in.joinRoom(in.ctx, f)
	case *wire.RoomLeave:
		in.leaveRoom(crm.Room(f.Room))
	case *wire.Presence:
		in.present(f)
	case *wire.Auth:
		in.renew(in.ctx, f.Token)
	}
	return false, nil
}

var errNotJoined = crm.Errorf(crm.CodeInvalid, "the first frame must be join")

func (in *incoming) receiveSync(f *wire.Sync, release func()) (taken bool, err error) {
	if in.peerID() == "" {
		return false, errNotJoined
	}
	return in.sync(f, release)
}

// apart calls f on a stack of its own and waits for it. A panic of f is one of the caller.
func apart(f func() error) (err error) {
	var thrown any
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer func() {
			if thrown = recover(); thrown != nil {
				thrown = fmt.Sprintf("%v\n%s", thrown, debug.Stack())
			}
		}()
		err = f()
	}()
	<-ended
	if thrown != nil {
		panic(thrown)
	}
	return err
}
