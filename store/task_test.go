package store_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// task is a task of two steps that a number stands for.
func task(n int) *crm.Task {
	return &crm.Task{ID: id(n), User: id(1), Broker: broker, Room: crm.UserRoom(id(1)), Workflow: "two", Title: "Two", Policy: crm.PolicyReview,
		Input: json.RawMessage(`{"n":1}`), Status: crm.TaskQueued, RunAt: now, CreatedAt: now,
		Steps: []crm.TaskStep{{Seq: 0, Plugin: "acme", Name: "a", Version: "1", Status: crm.TaskQueued},
			{Seq: 1, Plugin: "acme", Name: "b", Version: "1", Status: crm.TaskQueued, Mapping: json.RawMessage(`{"x":"/input/n"}`)}}}
}

// watch is a clock that tests move.
type watch struct {
	mu sync.Mutex
	at time.Time
}

func (w *watch) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *watch) move(by time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(by)
}

func timed(t *testing.T, dir string) (*store.Store, *watch) {
	t.Helper()
	clock := &watch{at: now}
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Now: clock.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s, clock
}

func silent(*crm.Task) []crm.Event { return nil }

func claim(t *testing.T, s *store.Store, owner int, until time.Time) *crm.Task {
	t.Helper()
	got, err := s.ClaimTask(t.Context(), id(owner), until, 4, silent)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func add(t *testing.T, s *store.Store, tasks ...*crm.Task) {
	t.Helper()
	for _, one := range tasks {
		if err := s.AddTask(t.Context(), one); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTask_IsReadAsItWasAdded(t *testing.T) {
	s := open(t)
	add(t, s, task(1))
	got, err := s.Task(t.Context(), id(1))
	if err != nil {
		t.Fatal(err)
	}
	want := task(1)
	want.Input = nil // it may be large, and who shows a task has no use for it
	is, _ := json.Marshal(got)
	shouldBe, _ := json.Marshal(want)
	if !bytes.Equal(is, shouldBe) {
		t.Errorf("read\n%s, want\n%s", is, shouldBe)
	}
	_, err = s.Task(t.Context(), id(2))
	wantCode(t, err, crm.CodeNotFound)
	wantCode(t, s.AddTask(t.Context(), task(1)), crm.CodeConflict)
}

func TestClaim_OneOwnerAtATimeAndTheAttemptIsCountedFirst(t *testing.T) {
	s, clock := timed(t, t.TempDir())
	late := task(2)
	late.RunAt = now.Add(time.Hour)
	add(t, s, task(1), late)
	got := claim(t, s, 10, now.Add(time.Minute))
	if got == nil || got.ID != id(1) || got.Status != crm.TaskRunning || got.Steps[0].Attempt != 1 || got.Steps[1].Attempt != 0 || string(got.Input) != `{"n":1}` {
		t.Fatalf("claimed %+v", got)
	}
	if again := claim(t, s, 11, now.Add(time.Minute)); again != nil {
		t.Fatalf("claimed twice: %+v", again)
	}
	clock.move(time.Minute + time.Second)
	next := claim(t, s, 12, now.Add(2*time.Minute))
	if next == nil || next.ID != id(1) || next.Steps[0].Attempt != 2 || !next.StartedAt.Equal(now) {
		t.Fatalf("after the lease: %+v", next)
	}
	wantCode(t, s.SaveTask(t.Context(), &crm.TaskWrite{Task: got, Claim: id(10)}), crm.CodeConflict)
	if err := s.SaveTask(t.Context(), &crm.TaskWrite{Task: next, Claim: id(12)}); err != nil {
		t.Error(err)
	}
	lost, err := s.RenewTasks(t.Context(), []crm.ID{id(10), id(12)}, now.Add(time.Hour))
	if err != nil || !slices.Equal(lost, []crm.ID{id(10)}) {
		t.Errorf("lost are %v, %v", lost, err)
	}
	if err := s.FreeTasks(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantCode(t, s.SaveTask(t.Context(), &crm.TaskWrite{Task: next, Claim: id(12)}), crm.CodeConflict)
	if freed := claim(t, s, 13, now.Add(time.Hour)); freed == nil || freed.Steps[0].Attempt != 3 {
		t.Errorf("after they were freed: %+v", freed)
	}
}

func TestClaim_AtOnceBoundsABrokerageAndNoOther(t *testing.T) {
	s := open(t)
	for n := range 4 {
		add(t, s, task(n))
	}
	other := task(9)
	other.Broker = id(999)
	add(t, s, other)
	for owner := range 2 {
		if got, err := s.ClaimTask(t.Context(), id(100+owner), now.Add(time.Hour), 2, silent); err != nil || got.ID != id(owner) {
			t.Fatal(got, err)
		}
	}
	if got, err := s.ClaimTask(t.Context(), id(110), now.Add(time.Hour), 2, silent); err != nil || got == nil || got.ID != id(9) {
		t.Fatal(got, err)
	}
	if got, err := s.ClaimTask(t.Context(), id(111), now.Add(time.Hour), 2, silent); err != nil || got != nil {
		t.Fatal(got, err)
	}
}

func TestSaveTask_IsAllOrNothing(t *testing.T) {
	s := open(t)
	var told []crm.Event
	s.Announce(func(r crm.Receipt) { told = append(told, r.Events...) })
	add(t, s, task(1))
	got := claim(t, s, 10, now.Add(time.Hour))
	room := crm.UserRoom(id(1))
	step := &got.Steps[0]
	step.Status, step.Output = crm.TaskCompleted, json.RawMessage(`{"ok":true}`)
	p := crm.Proposal{Num: 1, Edit: crm.Edit{Record: id(5), Type: "lead"}, Changes: map[string]crm.Change{"/score": {json.RawMessage("null"), json.RawMessage("5")}}}
	w := func(claim int) *crm.TaskWrite {
		return &crm.TaskWrite{Task: got, Claim: id(claim), Steps: []int{0}, Proposals: []crm.Proposal{p}, Events: []crm.Event{{Room: room, Name: "x", At: now}}}
	}
	// One batch: what fails leaves no trace in it, not even in the offsets of rooms.
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
	if proposals, err := s.Proposals(t.Context(), id(1), false); err != nil || len(proposals) != 1 || proposals[0].Status() != "pending" {
		t.Errorf("proposals are %+v, %v", proposals, err)
	}
	after, err := s.Task(t.Context(), id(1))
	if err != nil || after.Steps[0].Status != crm.TaskCompleted || after.Pending != 1 || after.Proposed != 1 {
		t.Errorf("the task is %+v, %v", after, err)
	}
}

// An event whose transaction fails after it got its offset must not leave a gap.
func TestSaveTask_AFailureTakesItsOffsetsBack(t *testing.T) {
	dir := t.TempDir()
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
		errs[0] = s.SaveTask(t.Context(), &crm.TaskWrite{Task: first, Claim: id(10), Events: []crm.Event{say(room), say(full)}})
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
	if err := s.SaveTask(t.Context(), &crm.TaskWrite{Task: second, Claim: id(11), Events: []crm.Event{say(room)}}); err != nil {
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
	if _, err := db.Exec(`UPDATE events SET num = num | 4294967295 WHERE num >> 32 = (SELECT num FROM rooms WHERE name = ?)`, string(room)); err != nil {
		t.Fatal(err)
	}
}

func TestCancel_FencesWhoeverHasIt(t *testing.T) {
	s := open(t)
	add(t, s, task(1))
	got := claim(t, s, 10, now.Add(time.Hour))
	tell := func() []crm.Event {
		return []crm.Event{{Room: got.Room, Name: crm.EventTaskCancelled, At: now}}
	}
	if err := s.CancelTask(t.Context(), id(1), tell); err != nil {
		t.Fatal(err)
	}
	wantCode(t, s.SaveTask(t.Context(), &crm.TaskWrite{Task: got, Claim: id(10), Events: tell()}), crm.CodeConflict)
	wantCode(t, s.CancelTask(t.Context(), id(1), tell), crm.CodeConflict)
	wantCode(t, s.CancelTask(t.Context(), id(2), tell), crm.CodeConflict)
	if events, err := s.Events(t.Context(), got.Room, 0, 10); err != nil || len(events) != 1 {
		t.Errorf("events are %+v, %v", events, err)
	}
	if err := s.RetryTask(t.Context(), id(1)); err != nil {
		t.Fatal(err)
	}
	wantCode(t, s.RetryTask(t.Context(), id(1)), crm.CodeConflict)
	if again := claim(t, s, 11, now.Add(time.Hour)); again == nil || again.Steps[0].Attempt != 1 {
		t.Errorf("tried again as %+v", again)
	}
}

func TestTasks_AreListedForWhoMaySeeThem(t *testing.T) {
	s := open(t)
	harbor, valley := team(t, s, "Harbor"), team(t, s, "Valley")
	brokerage, err := s.Brokerage(t.Context(), "Demo")
	if err != nil {
		t.Fatal(err)
	}
	var users []*crm.User
	for i, u := range []struct {
		role  crm.Role
		teams []crm.ID
	}{{crm.RoleBroker, nil}, {crm.RoleLead, []crm.ID{harbor}}, {crm.RoleAgent, []crm.ID{harbor}}, {crm.RoleAgent, []crm.ID{harbor, valley}}, {crm.RoleViewer, []crm.ID{harbor}},
		{crm.RoleLead, []crm.ID{valley}}, {crm.RoleLead, nil}, {crm.RoleAgent, nil}} {
		user := &crm.User{Email: fmt.Sprintf("u%d@demo.test", i), Name: "x", Role: u.role, Broker: brokerage, Teams: u.teams}
		if err := s.AddUser(t.Context(), user, ""); err != nil {
			t.Fatal(err)
		}
		users = append(users, user)
		for n := range 3 {
			one := task(i*10 + n)
			one.User, one.Broker = user.ID, brokerage
			add(t, s, one)
		}
	}
	for _, viewer := range users {
		var want, got []crm.ID
		for i := len(users) - 1; i >= 0; i-- {
			if viewer.MaySeeTask(users[i]) {
				want = append(want, id(i*10+2), id(i*10+1), id(i*10))
			}
		}
		cursor := ""
		for {
			page, next, err := s.Tasks(t.Context(), viewer, cursor, 2)
			if err != nil {
				t.Fatal(err)
			}
			for _, one := range page {
				got = append(got, one.ID)
				if len(one.Steps) != 2 {
					t.Errorf("a task is listed with %d steps", len(one.Steps))
				}
			}
			if cursor = next; cursor == "" {
				break
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s of %d teams sees %d tasks, want %d", viewer.Role, len(viewer.Teams), len(got), len(want))
		}
	}
	_, next, err := s.Tasks(t.Context(), users[0], "", 2)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = s.Tasks(t.Context(), users[1], next, 2)
	wantCode(t, err, crm.CodeInvalid)
}

func team(t *testing.T, s *store.Store, name string) crm.ID {
	t.Helper()
	brokerage, err := s.Brokerage(t.Context(), "Demo")
	if err != nil {
		t.Fatal(err)
	}
	id, err := s.TeamNamed(t.Context(), brokerage, name)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestMemo_CountsWhatAStepHasPaid(t *testing.T) {
	s := open(t)
	add(t, s, task(1))
	key := func(text string) crm.Hash { return chunk(text).Hash }
	for i, words := range []string{"a", "b", "a"} {
		if err := s.AddMemo(t.Context(), id(1), 0, key(words), 10, fmt.Appendf(nil, "answer %d", i)); err != nil {
			t.Fatal(err)
		}
	}
	answer, tokens, err := s.Memo(t.Context(), id(1), 0, key("a"))
	if err != nil || string(answer) != "answer 0" || tokens != 20 {
		t.Errorf("remembered %s, %d, %v", answer, tokens, err)
	}
	if answer, tokens, err := s.Memo(t.Context(), id(1), 1, key("a")); err != nil || answer != nil || tokens != 0 {
		t.Errorf("of another step %s, %d, %v", answer, tokens, err)
	}
}

// A backup holds tasks in the middle. What they did since in the outside world nobody knows: they must not run by themselves.
func TestRestore_FailsTasksThatWereUnderWay(t *testing.T) {
	s := open(t)
	add(t, s, task(1), task(2), task(3))
	running := claim(t, s, 10, now.Add(time.Hour))
	p := crm.Proposal{Num: 1, Edit: crm.Edit{Record: id(5), Type: "lead"}, Applying: map[string]bool{"/score": false}, By: id(1),
		Changes: map[string]crm.Change{"/score": {json.RawMessage("null"), json.RawMessage("5")}}}
	if err := s.SaveTask(t.Context(), &crm.TaskWrite{Task: running, Claim: id(10), Proposals: []crm.Proposal{p}}); err != nil {
		t.Fatal(err)
	}
	if err := s.CancelTask(t.Context(), id(3), func() []crm.Event { return nil }); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "backup")
	if err := s.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "restored")
	if err := store.Restore(t.Context(), file, dir, store.Options{Now: func() time.Time { return now }}); err != nil {
		t.Fatal(err)
	}
	restored := reopen(t, dir)
	if got := claim(t, restored, 11, now.Add(time.Hour)); got != nil {
		t.Errorf("it runs again: %+v", got)
	}
	for n, want := range map[int]crm.TaskStatus{1: crm.TaskFailed, 2: crm.TaskFailed, 3: crm.TaskCancelled} {
		got, err := restored.Task(t.Context(), id(n))
		if err != nil || got.Status != want || want == crm.TaskFailed && (got.Error.Code != "interrupted" || got.Error.Message == "") {
			t.Errorf("task %d is %+v, %v", n, got, err)
		}
	}
	if ids, err := restored.UnsettledTasks(t.Context()); err != nil || len(ids) != 0 {
		t.Errorf("unsettled are %v, %v", ids, err)
	}
	if err := restored.RetryTask(t.Context(), id(1)); err != nil {
		t.Error(err)
	}
	if found := problems(t, restored); len(found) > 0 {
		t.Error(found)
	}
}

func TestErase_LeavesNoTraceInTasks(t *testing.T) {
	const canary = "CANARY-4711"
	dir := t.TempDir()
	s := reopen(t, dir)
	w := write(5, "x")
	w.Record = lead(5, map[string]string{"email": `"` + canary + `"`})
	if _, err := s.Commit(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	one := task(1)
	one.Input = json.RawMessage(`{"sentence":"` + canary + `"}`)
	add(t, s, one, task(2))
	got := claim(t, s, 10, now.Add(time.Hour))
	value := json.RawMessage(`"` + canary + `"`)
	got.Message = canary
	got.Steps[0].Output, got.Steps[0].Checkpoint = value, value
	p := crm.Proposal{Num: 1, Edit: crm.Edit{Record: id(5), Type: "lead", Fields: value}, Changes: map[string]crm.Change{"/email": {value, value}}}
	err := s.SaveTask(t.Context(), &crm.TaskWrite{Task: got, Claim: id(10), Steps: []int{0}, Proposals: []crm.Proposal{p},
		Events: []crm.Event{{Room: got.Room, Name: crm.EventTaskProgress, Data: value, At: now}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.AddMemo(t.Context(), got.ID, 0, chunk("a").Hash, 1, []byte(canary)); err != nil {
		t.Fatal(err)
	}
	if err := s.Erase(t.Context(), id(5)); err != nil {
		t.Fatal(err)
	}
	for n := range 2 {
		if got, err := s.Task(t.Context(), id(n+1)); err != nil || got.Status != crm.TaskFailed || got.Error.Code != "interrupted" {
			t.Errorf("task %d is %+v, %v", n+1, got, err)
		}
	}
	if found := problems(t, s); len(found) > 0 {
		t.Error(found)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(file(dir))
	if err != nil || bytes.Contains(content, []byte(canary)) {
		t.Errorf("the file still holds the erased value, %v", err)
	}
}

func TestMaintain_ForgetsTasksThatEndedLongAgo(t *testing.T) {
	s, clock := timed(t, t.TempDir())
	add(t, s, task(1), task(2))
	if err := s.CancelTask(t.Context(), id(1), func() []crm.Event { return nil }); err != nil {
		t.Fatal(err)
	}
	clock.move(181 * 24 * time.Hour)
	if err := s.Maintain(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err := s.Task(t.Context(), id(1))
	wantCode(t, err, crm.CodeNotFound)
	if _, err := s.Task(t.Context(), id(2)); err != nil {
		t.Errorf("a task that has not ended: %v", err)
	}
}

// The tasks that wait are bounded, however they came to wait.
func TestRetry_IsBoundedAsNewTasksAre(t *testing.T) {
	s := open(t)
	for n := range 200 {
		add(t, s, task(n))
	}
	wantCode(t, s.AddTask(t.Context(), task(200)), crm.CodeRateLimited)
	if err := s.CancelTask(t.Context(), id(0), func() []crm.Event { return nil }); err != nil {
		t.Fatal(err)
	}
	add(t, s, task(200))
	wantCode(t, s.RetryTask(t.Context(), id(0)), crm.CodeRateLimited)
	wantCode(t, s.RetryTask(t.Context(), id(1)), crm.CodeConflict)
}

// A model may answer after a record was erased, and say what it was asked about it.
func TestErase_KeepsNoAnswerThatComesLater(t *testing.T) {
	s := open(t)
	w := write(5, "x")
	w.Record = lead(5, nil)
	if _, err := s.Commit(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	add(t, s, task(1))
	claim(t, s, 10, now.Add(time.Hour))
	if err := s.Erase(t.Context(), id(5)); err != nil {
		t.Fatal(err)
	}
	key := chunk("a").Hash
	if err := s.AddMemo(t.Context(), id(1), 0, key, 10, []byte("CANARY-4711")); err != nil {
		t.Fatal(err)
	}
	if answer, _, err := s.Memo(t.Context(), id(1), 0, key); err != nil || answer != nil {
		t.Errorf("kept %s, %v", answer, err)
	}
}

func TestErase_LeavesOtherBrokeragesEvents(t *testing.T) {
	s := open(t)
	w := write(5, "x")
	w.Record = lead(5, nil)
	if _, err := s.Commit(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	ours, theirs := task(1), task(2)
	theirs.Broker, theirs.Room = id(99), crm.UserRoom(id(98))
	add(t, s, ours, theirs)
	for _, one := range []*crm.Task{ours, theirs} {
		err := s.CancelTask(t.Context(), one.ID, func() []crm.Event {
			return []crm.Event{{Room: one.Room, Name: crm.EventTaskCancelled, Data: json.RawMessage(`{"task":"` + one.ID.String() + `"}`), At: now}}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Erase(t.Context(), id(5)); err != nil {
		t.Fatal(err)
	}
	for one, want := range map[*crm.Task]string{ours: `{}`, theirs: `{"task":"` + theirs.ID.String() + `"}`} {
		events, err := s.Events(t.Context(), one.Room, 0, 10)
		if err != nil || len(events) != 1 || string(events[0].Data) != want {
			t.Errorf("%s has %+v, %v", one.Room, events, err)
		}
	}
}
