package plugins_test

import (
	"maps"
	"sync"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crm"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
)

// story is what a user's own room hears of tasks.
type story struct {
	t     testing.TB
	saved func() int64 // how many honest edits were saved until now

	mu    sync.Mutex
	news  *sync.Cond
	tasks map[string]*chapter // guarded by mu
}

// chapter is what was told of one task.
type chapter struct {
	events []heard
	begun  int64 // edits that were saved when it started
}

// heard is one event, and how many honest edits were saved since the task's start.
type heard struct {
	name  string
	data  taskNews
	saved int64
	at    time.Time
}

// taskNews is the data of a task's events.
type taskNews struct {
	Task    string `cbor:"task"`
	Percent int    `cbor:"percent"`
	Code    string `cbor:"code"`
	Message string `cbor:"message"`
}

// hear listens to a user's own room.
func (s *server) hear(token string, user crm.User, saved func() int64) *story {
	s.T.Helper()
	st := &story{t: s.T, saved: saved, tasks: make(map[string]*chapter)}
	st.news = sync.NewCond(&st.mu)
	joined := make(chan testclient.Frame, 1)
	c := s.Dial(token, testclient.Options{OnFrame: func(f testclient.Frame) {
		if f.Type == "room:joined" {
			joined <- f
		}
		st.take(f)
	}})
	if err := c.Join(crm.UserRoom(user.ID), "", 0); err != nil {
		s.T.Fatal(err)
	}
	roomkeytest.AwaitFrame(s.T, joined)
	return st
}

func (st *story) take(f testclient.Frame) {
	var data taskNews
	if f.Type != "event" || cbor.Unmarshal(f.Data, &data) != nil || data.Task == "" {
		return
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	c := st.tasks[data.Task]
	if c == nil {
		c = &chapter{begun: st.saved()}
		st.tasks[data.Task] = c
	}
	c.events = append(c.events, heard{f.Name, data, st.saved() - c.begun, time.Now()})
	st.news.Broadcast()
}

// until waits for an event of a task that is as it should be.
func (st *story) until(task, about string, ok func(heard) bool) heard {
	st.t.Helper()
	expired := false
	timer := time.AfterFunc(2*time.Minute, func() {
		st.mu.Lock()
		defer st.mu.Unlock()
		expired = true
		st.news.Broadcast()
	})
	defer timer.Stop()
	st.mu.Lock()
	defer st.mu.Unlock()
	for next := 0; !expired; st.news.Wait() {
		if c := st.tasks[task]; c != nil {
			for ; next < len(c.events); next++ {
				if ok(c.events[next]) {
					return c.events[next]
				}
			}
		}
	}
	st.t.Fatalf("in vain: %s", about)
	panic("unreachable")
}

// ending waits for the event with which a task ends.
func (st *story) ending(task string) heard {
	st.t.Helper()
	return st.until(task, "a task ends", func(e heard) bool {
		switch e.name {
		case crm.EventTaskCompleted, crm.EventTaskReview, crm.EventTaskFailed, crm.EventTaskCancelled:
			return true
		}
		return false
	})
}

// all is what was told until now.
func (st *story) all() map[string]*chapter {
	st.mu.Lock()
	defer st.mu.Unlock()
	return maps.Clone(st.tasks)
}
