package store_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

const canary = "CANARY-4711"

// proposed returns a proposal for a record that is not erased, with a field for each decision. Fields that were not
// accepted hold the canary.
func proposed(num int, decisions ...crm.Decision) crm.Proposal {
	null, secret := json.RawMessage("null"), json.RawMessage(`"`+canary+`"`)
	p := crm.Proposal{Num: num, Edit: crm.Edit{Record: id(6), Type: "lead", Note: &crm.EditNote{Body: canary}},
		Changes:   map[string]crm.Change{},
		Decisions: map[string]crm.Decision{}, Reasons: map[string]string{"/f0": canary}}
	fields := map[string]json.RawMessage{}
	for i, decision := range decisions {
		name := "f" + string(rune('0'+i))
		fields[name] = secret
		p.Changes["/"+name] = crm.Change{null, secret}
		switch decision {
		case crm.Accepted, crm.Undone:
			p.Changes["/"+name] = crm.Change{null, json.RawMessage(`"taken"`)}
			p.Applied = append(p.Applied, json.RawMessage(`{"record":"taken"}`))
			p.Decisions["/"+name] = decision
		case "":
		default:
			p.Decisions["/"+name] = decision
		}
	}
	p.Edit.Fields, _ = json.Marshal(fields)
	p.Edit.Private = p.Edit.Fields
	return p
}

// finished makes a task with proposals that has reached a status.
func finished(t *testing.T, s *store.Store, n int, status crm.TaskStatus, proposals ...crm.Proposal) {
	t.Helper()
	add(t, s, task(n))
	got := claim(t, s, 1000+n, now.Add(time.Hour))
	got.Status = status
	if status != crm.TaskReview {
		got.FinishedAt = now
	}
	err := s.SaveTask(t.Context(), &crm.TaskWrite{Task: got, Claim: id(1000 + n), Release: true, Proposals: proposals})
	if err != nil {
		t.Fatal(err)
	}
}

// erasable opens a store with a record, 5, to be erased.
func erasable(t *testing.T, dir string) *store.Store {
	t.Helper()
	s := reopen(t, dir)
	w := write(5, "x")
	w.Record = lead(5, nil)
	if _, err := s.Commit(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	return s
}

// wantNoCanary closes the store and looks for the canary in its file.
func wantNoCanary(t *testing.T, s *store.Store, dir string) {
	t.Helper()
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

// A proposal for another record may hold facts about the erased one. What was accepted is in the other record in any
// case.
func TestErase_OfProposalsForOtherRecordsKeepsWhatWasAccepted(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := erasable(t, dir)
	finished(t, s, 1, crm.TaskReview, proposed(1, ""), proposed(2, crm.Rejected, ""), proposed(3, crm.Refused))
	finished(t, s, 2, crm.TaskReview, proposed(1, "", crm.Accepted, crm.Rejected), proposed(2, crm.Undone), proposed(3,
		""))
	finished(t, s, 3, crm.TaskFailed, proposed(1, ""))
	if err := s.Erase(t.Context(), id(5)); err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]struct {
		status  crm.TaskStatus
		changes map[int]string // the pointer that is left of each proposal
	}{
		1: {crm.TaskCompleted, nil}, // or it would wait for ever
		2: {crm.TaskCompleted, map[int]string{1: "/f1", 2: "/f0"}},
		3: {crm.TaskFailed, nil},
	} {
		got, err := s.Task(t.Context(), id(n))
		if err != nil || got.Status != want.status || !got.FinishedAt.Equal(now) || got.Pending != 0 {
			t.Errorf("task %d is %+v, %v", n, got, err)
		}
		left, err := s.Proposals(t.Context(), id(n), false)
		if err != nil || len(left) != len(want.changes) {
			t.Errorf("of task %d there are %+v, %v", n, left, err)
		}
		for _, p := range left {
			pointers := slices.Collect(maps.Keys(p.Changes))
			if !slices.Equal(pointers, []string{want.changes[p.Num]}) || len(p.Decisions) != 1 || len(p.Reasons) != 0 ||
				len(p.Applied) != 1 {
				t.Errorf("of task %d is left %+v", n, p)
			}
		}
	}
	wantCode(t, s.RetryTask(t.Context(), id(3)), crm.CodeConflict) // what it was to work on is gone
	wantNoCanary(t, s, dir)
}

// A record is erased while proposals are being applied. When their result is saved, the applied changes stay, and all
// others go.
func TestErase_InTheMiddleOfApplyingEndsAsItIsSaved(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := erasable(t, dir)
	finished(t, s, 1, crm.TaskReview, proposed(1, "", "", ""), proposed(2, ""), proposed(3, ""))
	proposals, err := s.Proposals(t.Context(), id(1), false)
	if err != nil {
		t.Fatal(err)
	}
	later := []crm.Proposal{proposals[2]}
	proposals = proposals[:2]
	proposals[0].Applying, proposals[1].Applying = map[string]bool{"/f0": false, "/f1": false},
		map[string]bool{"/f0": false}
	tell := func() []crm.Event { return nil }
	save := func(proposals []crm.Proposal) error {
		return s.SaveProposals(t.Context(), id(1), proposals, now, tell)
	}
	if err := save(proposals); err != nil {
		t.Fatal(err)
	}
	if err := s.Erase(t.Context(), id(5)); err != nil {
		t.Fatal(err)
	}
	if found := problems(t, s); len(found) > 0 {
		t.Error(found)
	}
	if got, err := s.Task(t.Context(), id(1)); err != nil || got.Status != crm.TaskReview || got.Pending != 2 {
		t.Errorf("the task is %+v, %v", got, err)
	}
	if waiting, err := s.Proposals(t.Context(), id(1), true); err != nil || len(waiting) != 2 ||
		len(waiting[0].Changes) != 2 || waiting[0].Edit.Note != nil {
		t.Errorf("about to be applied are %+v, %v", waiting, err)
	}
	later[0].Applying = map[string]bool{"/f0": true}
	wantCode(t, save(later), crm.CodeConflict) // it must not be done: nobody could take it back

	delete(proposals[0].Applying, "/f0") // it was skipped
	proposals[0].Applied = []json.RawMessage{json.RawMessage(`{}`)}
	proposals[0].Changes["/f1"] = crm.Change{json.RawMessage("null"), json.RawMessage(`"taken"`)}
	proposals[0].Decide(crm.Accepted, "")
	proposals[1].Decide(crm.Refused, canary)
	if err := save(proposals); err != nil {
		t.Fatal(err)
	}
	left, err := s.Proposals(t.Context(), id(1), false)
	if err != nil || len(left) != 1 || len(left[0].Changes) != 1 || left[0].Decisions["/f1"] != crm.Accepted ||
		len(left[0].Applied) != 1 {
		t.Errorf("left are %+v, %v", left, err)
	}
	if got, err := s.Task(t.Context(), id(1)); err != nil || got.Status != crm.TaskCompleted || got.Pending != 0 {
		t.Errorf("the task is %+v, %v", got, err)
	}
	wantNoCanary(t, s, dir)
}

// An answer that is kept for its Idempotency-Key shows a task as it was.
func TestErase_LeavesNoTaskInAnswers(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	ours := &crm.User{Email: "u@demo.test", Name: "x", Role: crm.RoleAgent}
	theirs := &crm.User{Email: "o@other.test", Name: "x", Role: crm.RoleAgent}
	for name, user := range map[string]*crm.User{"Demo": ours, "Other": theirs} {
		var err error
		if user.Broker, err = s.Brokerage(t.Context(), name); err != nil {
			t.Fatal(err)
		}
		if err := s.AddUser(t.Context(), user, ""); err != nil {
			t.Fatal(err)
		}
	}
	w := write(5, "x")
	w.Record = lead(5, nil)
	w.Record.Row.Broker = ours.Broker
	if _, err := s.Commit(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	digest := chunk("request").Hash
	answer := func(user *crm.User, key, body string) {
		if _, err := s.BeginRequest(t.Context(), user.ID, key, digest); err != nil {
			t.Fatal(err)
		}
		if err := s.EndRequest(t.Context(), user.ID, key, &store.Answer{Status: 200, Type: "application/json",
			Body: []byte(body)}); err != nil {
			t.Fatal(err)
		}
	}
	answer(ours, "task", `{"id":"x","workflow":"acme/a","output":"`+canary+`"}`)
	answer(ours, "note", `{"id":"x","body":"workflow"}`)
	answer(ours, "page", `<p>"workflow"</p>`)
	answer(theirs, "task", `{"id":"y","workflow":"acme/a"}`)
	for _, user := range []*crm.User{ours, theirs} {
		for _, key := range []string{"late", "done"} {
			if _, err := s.BeginRequest(t.Context(), user.ID, key, digest); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := s.Erase(t.Context(), id(5)); err != nil {
		t.Fatal(err)
	}
	_, err := s.BeginRequest(t.Context(), ours.ID, "late", digest)
	wantCode(t, err, crm.CodeConflict)
	for _, user := range []*crm.User{ours, theirs} { // who read before, and answers now
		for key, body := range map[string]string{"late": `{"id":"x","workflow":"acme/a"}`, "done": ""} {
			err := s.EndRequest(t.Context(), user.ID, key, &store.Answer{Status: 200, Body: []byte(body)})
			if err != nil {
				t.Fatal(err)
			}
		}
		if got, err := s.BeginRequest(t.Context(), user.ID, "done", digest); err != nil || got.Status != 200 {
			t.Errorf("an answer without words is %+v, %v", got, err)
		}
	}
	if got, err := s.BeginRequest(t.Context(), theirs.ID, "late", digest); err != nil || len(got.Body) == 0 {
		t.Errorf("another brokerage's late answer is %+v, %v", got, err)
	}
	got, err := s.BeginRequest(t.Context(), ours.ID, "late", digest)
	if wantCode(t, err, crm.CodeConflict); got != nil {
		t.Errorf("what was read before the erasure is answered again: %s", got.Body)
	}
	_, err = s.BeginRequest(t.Context(), ours.ID, "task", digest)
	wantCode(t, err, crm.CodeNotFound)
	for key, user := range map[string]*crm.User{"note": ours, "page": ours, "task": theirs} {
		if got, err := s.BeginRequest(t.Context(), user.ID, key, digest); err != nil ||
			got == nil || got.Status != 200 ||
			len(got.Body) == 0 {
			t.Errorf("%s of %s is %+v, %v", key, user.Email, got, err)
		}
	}
	wantNoCanary(t, s, dir)
}

// T26
func TestErase_LeavesNoTraceInTasks(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
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
	p := crm.Proposal{Num: 1, Edit: crm.Edit{Record: id(5), Type: "lead", Fields: value},
		Changes: map[string]crm.Change{"/email": {value, value}}}
	err := s.SaveTask(t.Context(), &crm.TaskWrite{Task: got, Claim: id(10), Steps: []int{0},
		Proposals: []crm.Proposal{p},
		Events:    []crm.Event{{Room: got.Room, Name: crm.EventTaskProgress, Data: value, At: now}}})
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
		if got, err := s.Task(t.Context(), id(n+1)); err != nil || got.Status != crm.TaskFailed ||
			got.Error.Code != "interrupted" {
			t.Errorf("task %d is %+v, %v", n+1, got, err)
		}
	}
	wantNoCanary(t, s, dir)
}

// A model may answer after a record was erased, and repeat what it was asked about it.
func TestErase_KeepsNoAnswerThatComesLater(t *testing.T) {
	t.Parallel()
	s := erasable(t, newDir(t))
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

// Events of tasks tell whose they are by their rooms, so that those of another region's tasks, which are not in the
// queue here, are of their brokerage too.
func TestErase_LeavesOtherBrokeragesEvents(t *testing.T) {
	t.Parallel()
	s := erasable(t, newDir(t))
	other, err := s.Brokerage(t.Context(), "Other")
	if err != nil {
		t.Fatal(err)
	}
	user := &crm.User{Email: "o@other.test", Name: "x", Role: crm.RoleAgent, Broker: other}
	if err := s.AddUser(t.Context(), user, ""); err != nil {
		t.Fatal(err)
	}
	theirTeam, err := s.TeamNamed(t.Context(), other, "Harbor")
	if err != nil {
		t.Fatal(err)
	}
	theirs := lead(6, nil)
	theirs.Row.Broker = other
	put(t, s, theirs)
	put(t, s, lead(7, nil))
	rooms := map[crm.Room]crm.ID{crm.BrokerRoom(other): other, crm.TeamRoom(theirTeam): other,
		crm.UserRoom(user.ID): other, crm.RecordRoom(id(6)): other, crm.RecordRoom(id(7)): broker}
	for room, of := range rooms {
		if err := s.TakeTaskNews(t.Context(), newsOf(room, of)); err != nil {
			t.Fatal(room, err)
		}
	}
	ours := task(1) // in the room of somebody whom nobody knows
	add(t, s, ours)
	if err := s.CancelTask(t.Context(), ours.ID, func() []crm.Event {
		return []crm.Event{{Room: ours.Room, Name: crm.EventTaskCancelled, Data: newsOf("", broker).Events[0].Data}}
	}); err != nil {
		t.Fatal(err)
	}
	rooms[ours.Room] = broker
	if err := s.Erase(t.Context(), id(5)); err != nil {
		t.Fatal(err)
	}
	for room, of := range rooms {
		want := `{}`
		if of == other {
			want = string(newsOf(room, of).Events[0].Data)
		}
		events, err := s.Events(t.Context(), room, 0, 10)
		if i := len(events) - 1; err != nil || i < 0 || string(events[i].Data) != want {
			t.Errorf("%s has %+v, %v", room, events, err)
		}
	}
}
