package roomkeytest

import (
	"bytes"
	"sync"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/testclient"
)

// Watcher is a socket that keeps every byte that it was sent.
type Watcher struct {
	*testclient.Client
	mu   sync.Mutex
	seen bytes.Buffer // guarded by mu
}

// Watch dials as an account.
func (s *Server) Watch(email string) *Watcher {
	s.T.Helper()
	w := &Watcher{}
	w.Client = s.Dial(s.Personal(email), testclient.Options{OnFrame: func(f testclient.Frame) {
		w.mu.Lock()
		w.seen.Write(f.Raw)
		w.mu.Unlock()
	}})
	return w
}

// Saw reports whether a frame held the text.
func (w *Watcher) Saw(text string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return bytes.Contains(w.seen.Bytes(), []byte(text))
}

// JoinAll asks for every room that a user might wish to be in: its own, Ana's, Harbor's, both brokerages' and the
// records'.
func (w *Watcher) JoinAll(user *crm.User, records ...crm.ID) {
	rooms := []crm.Room{crm.BrokerRoom(user.Broker), crm.UserRoom(user.ID), crm.BrokerRoom(demo.DemoRealty),
		crm.TeamRoom(demo.Harbor.ID), crm.UserRoom(demo.Agent1.ID)}
	for _, id := range records {
		rooms = append(rooms, crm.RecordRoom(id))
	}
	for _, room := range rooms {
		_ = w.Join(room, "", 0)
	}
}
