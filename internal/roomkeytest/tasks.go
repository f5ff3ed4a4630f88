package roomkeytest

import (
	"encoding/json"
	"os"
	"path/filepath"

	"roomkey/crm"
)

// Task is a task as REST shows it.
type Task struct {
	ID, Status string
	Progress   int
	Steps      []struct {
		Name, Status string
		Attempt      int
	}
	Error     *crm.TaskError
	Output    json.RawMessage
	Proposals []struct {
		Record, Type, Status string
		Changes              map[string][2]json.RawMessage
	}
}

// Begin starts a workflow, whose events go to the caller's own room.
func (s *Server) Begin(token, workflow string, input any) Task {
	s.T.Helper()
	return s.BeginIn("", token, workflow, input)
}

// BeginKilled starts the workflow of three steps, which notes its runs in a folder and ends the server at a point of a
// step, such as "b/checkpoint", once the request is answered.
func BeginKilled(s *Server, token, folder, at string) Task {
	s.T.Helper()
	task := s.Begin(token, "three", map[string]any{"folder": folder, "killAt": at})
	if err := os.WriteFile(filepath.Join(folder, "answered"), nil, 0o600); err != nil {
		s.T.Fatal(err)
	}
	return task
}

// BeginIn starts a workflow, whose events go to a room.
func (s *Server) BeginIn(room crm.Room, token, workflow string, input any) (task Task) {
	s.T.Helper()
	status, body := s.Call(token, "POST", "/tasks", map[string]any{"workflow": workflow, "input": input, "room": room})
	if status != 201 || json.Unmarshal(body, &task) != nil {
		s.T.Fatalf("start %s: %d %s", workflow, status, body)
	}
	return task
}

// Task is a task as it is now.
func (s *Server) Task(token, id string) (task Task) {
	s.T.Helper()
	s.Get(token, "/tasks/"+id, &task)
	return task
}

// RunTask starts a workflow and waits until it has ended or waits for people.
func (s *Server) RunTask(token, workflow string, input any) Task {
	s.T.Helper()
	return s.AwaitTask(token, s.Begin(token, workflow, input))
}

// AwaitTask waits until a task has ended or waits for people.
func (s *Server) AwaitTask(token string, task Task) Task {
	s.T.Helper()
	Eventually(s.T, "a task ends", func() bool {
		task = s.Task(token, task.ID)
		return task.Status != "queued" && task.Status != "running"
	})
	return task
}
