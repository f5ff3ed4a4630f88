package web

import (
	"context"
	"encoding/json"
	"net/http"

	"roomkey/crm"
	"roomkey/plugins/runner"
)

// Bounds of requests about tasks.
const (
	maxPlaces      = 10_000 // proposals that one request names
	tasksPerMinute = 120    // that a user may start or try again: a person starts a few, a script one or two a second
)

// errNoTasks answers where the server was made without a runner.
var errNoTasks = crm.Errorf(crm.CodeUnavailable, "tasks are not run here")

// runner is what runs tasks.
func (s *Server) runner() (*runner.Runner, error) {
	if s.tasks == nil {
		return nil, errNoTasks
	}
	return s.tasks, nil
}

// listWorkflows answers with what the caller may run, each with the JSON Schema of its input.
func (s *Server) listWorkflows(ctx context.Context, c *call) error {
	tasks, err := s.runner()
	if err != nil {
		return err
	}
	list, err := tasks.Workflows(ctx, c.user().Broker)
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, map[string]any{"items": list})
}

// startTask queues a task of the caller's.
func (s *Server) startTask(ctx context.Context, c *call) error {
	tasks, err := s.runner()
	if err != nil {
		return err
	}
	if err := s.byStarter.take(c.user().ID.String()); err != nil {
		return err
	}
	asked, err := read[struct {
		Workflow string          `json:"workflow"`
		Input    json.RawMessage `json:"input"`
		Room     crm.Room        `json:"room"`
	}](c)
	if err != nil {
		return err
	}
	t, err := tasks.Start(ctx, c.user(), runner.Request{Workflow: asked.Workflow, Input: asked.Input, Room: asked.Room})
	if err != nil {
		return err
	}
	return c.json(http.StatusCreated, newTaskJSON(t, nil))
}

// listTasks answers with the tasks that the caller may see, the newest first, without what they put out and propose.
func (s *Server) listTasks(ctx context.Context, c *call) error {
	tasks, err := s.runner()
	if err != nil {
		return err
	}
	q, err := c.query()
	if err != nil {
		return err
	}
	cursor, err := q.text("cursor")
	if err != nil {
		return err
	}
	limit, err := q.limit(defaultLimit, maxLimit)
	if err != nil {
		return err
	}
	if err := q.rest(); err != nil {
		return err
	}
	list, next, err := tasks.Tasks(ctx, c.user(), cursor, limit)
	if err != nil {
		return err
	}
	items := make([]taskJSON, len(list))
	for i, t := range list {
		items[i] = newTaskJSON(t, nil)
	}
	body := appendValue([]byte(`{"items":`), items)
	return c.raw(http.StatusOK, append(appendCursor(append(body, `,"next":`...), next), '}'))
}

func (s *Server) getTask(ctx context.Context, c *call) error { return s.task(ctx, c, nil) }

// task answers with one task as it is after act, which may be nil.
func (s *Server) task(ctx context.Context, c *call, act func(*runner.Runner, crm.ID) error) error {
	tasks, err := s.runner()
	if err != nil {
		return err
	}
	id, err := c.id("id")
	if err != nil {
		return crm.Errorf(crm.CodeNotFound, "there is no such task")
	}
	if act != nil {
		if err := act(tasks, id); err != nil {
			return err
		}
	}
	seen, err := tasks.Task(ctx, c.user(), id)
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, newSeenJSON(seen))
}

func (s *Server) cancelTask(ctx context.Context, c *call) error {
	return s.task(ctx, c, func(tasks *runner.Runner, id crm.ID) error { return tasks.Cancel(ctx, c.user(), id) })
}

func (s *Server) retryTask(ctx context.Context, c *call) error {
	if err := s.byStarter.take(c.user().ID.String()); err != nil {
		return err
	}
	return s.task(ctx, c, func(tasks *runner.Runner, id crm.ID) error { return tasks.Retry(ctx, c.user(), id) })
}

// acceptTask applies what waits: all of it, or what {changes: [{record, pointer?}]} names. The answer is the task, and
// besides what was skipped and why.
func (s *Server) acceptTask(ctx context.Context, c *call) error {
	places, err := readPlaces(c)
	if err != nil {
		return err
	}
	tasks, err := s.runner()
	if err != nil {
		return err
	}
	id, err := c.id("id")
	if err != nil {
		return crm.Errorf(crm.CodeNotFound, "there is no such task")
	}
	skipped, err := tasks.Accept(ctx, c.user(), id, places)
	if err != nil {
		return err
	}
	seen, err := tasks.Task(ctx, c.user(), id)
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, struct {
		taskJSON
		Skipped []runner.Skip `json:"skipped"`
	}{newSeenJSON(seen), append([]runner.Skip{}, skipped...)})
}

func (s *Server) rejectTask(ctx context.Context, c *call) error {
	places, err := readPlaces(c)
	if err != nil {
		return err
	}
	return s.task(ctx, c, func(tasks *runner.Runner, id crm.ID) error { return tasks.Reject(ctx, c.user(), id, places) })
}

// undoTask takes back what was accepted, and answers with what it took back and what it left.
func (s *Server) undoTask(ctx context.Context, c *call) error {
	tasks, err := s.runner()
	if err != nil {
		return err
	}
	id, err := c.id("id")
	if err != nil {
		return crm.Errorf(crm.CodeNotFound, "there is no such task")
	}
	undone, skipped, err := tasks.Undo(ctx, c.user(), id)
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, map[string]any{"undone": append([]runner.Place{}, undone...), "skipped": append([]runner.Skip{}, skipped...)})
}

// readPlaces reads which proposals are meant; none: all.
func readPlaces(c *call) ([]runner.Place, error) {
	asked, err := read[struct {
		Changes *[]json.RawMessage `json:"changes"`
	}](c)
	if err != nil || asked.Changes == nil {
		return nil, err
	}
	if len(*asked.Changes) == 0 || len(*asked.Changes) > maxPlaces {
		return nil, crm.Invalid("changes", "must be 1 to %d; leave it out for all", maxPlaces)
	}
	places := make([]runner.Place, len(*asked.Changes))
	for i, raw := range *asked.Changes {
		place, err := decode[struct {
			Record  crm.ID `json:"record"`
			Pointer string `json:"pointer"`
		}](raw)
		if err == nil && place.Record.IsZero() {
			err = crm.Invalid("record", "is required")
		}
		if err != nil {
			return nil, inside("changes", err)
		}
		places[i] = runner.Place{Record: place.Record, Pointer: place.Pointer}
	}
	return places, nil
}
