package store_test

import (
	"database/sql"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"roomkey/crm"
)

func TestSaveTask_IsAllOrNothing(t *testing.T) {
	t.Parallel()
	s := open(t)
	var told []crm.Event
	s.Announce(func(r crm.Receipt) { told = append(told, r.Events...) })
	add(t, s, task(1))
	got := claim(t, s, 10, now.Add(time.Hour))
	room := crm.UserRoom(id(1))
	step := &got.Steps[0]
	step.Status, step.Output = crm.TaskCompleted, json.RawMessage(`{"ok":true}`)
	p := crm.Proposal{Num: 1, Edit: crm.Edit{Record: id(5), Type: "lead"},
		Changes: map[string]crm.Change{"/score": {json.RawMessage("null"), json.RawMessage("5")}}}
	w := func(claim int) *crm.TaskWrite {
		return &crm.TaskWrite{Task: got, Claim: id(claim), Steps: []int{0}, Proposals: []crm.Proposal{p},
			Events: []crm.Event{{Room: room, Name: "x", At: now}}}
	}
	// In one batch, a job that fails leaves nothing behind, not even in the offsets of rooms.
	release := make(chan struct{})
	s.Hold(release)
	var group sync.WaitGroup
	errs := make([]error, 3)
	for i, owner := range []int{99, 10, 98} {
		group.Go(func() { errs[i] = s.SaveTask(t.Context(), w(owner)) })
	}
	close(release)
	group.Wait()
	wantCode(t, errs[0], crm.CodeConflict)
	wantCode(t, errs[2], crm.CodeConflict)
	if errs[1] != nil {
		t.Fatal(errs[1])
	}
	events, err := s.Events(t.Context(), room, 0, 10)
	if err != nil || len(events) != 1 || events[0].Offset != 1 || len(told) != 1 || told[0].Offset != 1 {
		t.Errorf("stored %+v, told %+v, %v", events, told, err)
	}
	if proposals, err := s.Proposals(t.Context(), id(1), false); err != nil || len(proposals) != 1 ||
		proposals[0].Status() != "pending" {
		t.Errorf("proposals are %+v, %v", proposals, err)
	}
	after, err := s.Task(t.Context(), id(1))
	if err != nil || after.Steps[0].Status != crm.TaskCompleted || after.Pending != 1 || after.Proposed != 1 {
		t.Errorf("the task is %+v, %v", after, err)
	}
}

// An event whose transaction fails after it got its offset must not leave a gap.
func TestSaveTask_AFailureTakesItsOffsetsBack(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	add(t, s, task(1), task(2))
	first, second := claim(t, s, 10, now.Add(time.Hour)), claim(t, s, 11, now.Add(time.Hour))
	room, full := crm.UserRoom(id(1)), crm.UserRoom(id(2))
	say := func(room crm.Room) crm.Event { return crm.Event{Room: room, Name: "x", At: now} }
	if _, err := s.Commit(t.Context(), &crm.Write{Events: []crm.Event{say(full)}}); err != nil {
		t.Fatal(err)
	}
	fill(t, dir, full)
	release := make(chan struct{})
	s.Hold(release)
	var group sync.WaitGroup
	errs := make([]error, 2)
	group.Go(func() {
		errs[0] = s.SaveTask(t.Context(), &crm.TaskWrite{Task: first, Claim: id(10), Events: []crm.Event{say(room),
			say(full)}})
	})
	group.Go(func() {
		errs[1] = s.SaveTask(t.Context(), &crm.TaskWrite{Task: second, Claim: id(11), Events: []crm.Event{say(room)}})
	})
	close(release)
	group.Wait()
	wantCode(t, errs[0], crm.CodeTooLarge)
	if errs[1] != nil {
		t.Fatal(errs[1])
	}
	if err := s.SaveTask(t.Context(), &crm.TaskWrite{Task: second, Claim: id(11),
		Events: []crm.Event{say(room)}}); err != nil {
		t.Fatal(err)
	}
	events, err := s.Events(t.Context(), room, 0, 10)
	if err != nil || len(events) != 2 || events[0].Offset != 1 || events[1].Offset != 2 {
		t.Errorf("events are %+v, %v", events, err)
	}
}

// fill gives a room's last event the highest offset that there is, as another process.
func fill(t *testing.T, dir string, room crm.Room) {
	t.Helper()
	db, err := sql.Open("sqlite", file(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`UPDATE events SET num = num | 4294967295 WHERE num >> 32 = (SELECT num FROM rooms
		WHERE name = ?)`, string(room)); err != nil {
		t.Fatal(err)
	}
}
