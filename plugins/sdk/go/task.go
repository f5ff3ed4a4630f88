package roomkey

import (
	"encoding/json"
	"fmt"
	"os"
)

// Steps are a plugin's steps by the names that plugin.json gives them.
type Steps map[string]func(*Task) error

// Run runs the step that the server asks for, and ends the guest. An error that the step returns becomes the task's failure, its text the message that the
// user sees; see Retry.
func Run(steps Steps) {
	if err := run(steps); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func run(steps Steps) error {
	task, err := Open()
	if err != nil {
		return err
	}
	step, ok := steps[task.Step]
	if !ok {
		return task.Fail(fmt.Sprintf("the plugin has no step named %q", task.Step), false)
	}
	if err := step(task); err != nil {
		return task.Fail(err.Error(), Retryable(err))
	}
	return nil
}

// Caller is the user on whose behalf a task runs, and whose rights bound it.
type Caller struct {
	User   string `json:"user"`   // id
	Role   string `json:"role"`   // broker, lead, agent or viewer
	Broker string `json:"broker"` // the brokerage's id
}

// Task is one attempt at one step.
type Task struct {
	Step    string // the name of the step to run
	Attempt int    // 1 at first
	Caller  Caller

	input, checkpoint json.RawMessage
}

// Open asks the server what is to be done. Run does it for you.
func Open() (*Task, error) {
	var in struct {
		Input      json.RawMessage `json:"input"`
		Step       string          `json:"step"`
		Attempt    int             `json:"attempt"`
		Checkpoint json.RawMessage `json:"checkpoint"`
		Caller     Caller          `json:"caller"`
	}
	if err := call("task.input", struct{}{}, &in); err != nil {
		return nil, err
	}
	return &Task{Step: in.Step, Attempt: in.Attempt, Caller: in.Caller, input: in.Input, checkpoint: in.Checkpoint}, nil
}

// Input reads the step's input into the value that v points to. It fits the JSON Schema in plugin.json: the server has checked.
func (t *Task) Input(v any) error {
	if err := json.Unmarshal(t.input, v); err != nil {
		return fmt.Errorf("input: %w", err)
	}
	return nil
}

// Resume reads the last checkpoint into the value that v points to, and reports whether there is one: an earlier attempt came that far.
func (t *Task) Resume(v any) (bool, error) {
	if len(t.checkpoint) == 0 || string(t.checkpoint) == "null" {
		return false, nil
	}
	if err := json.Unmarshal(t.checkpoint, v); err != nil {
		return false, fmt.Errorf("checkpoint: %w", err)
	}
	return true, nil
}

// Checkpoint makes everything proposed until now durable, together with data, which the next attempt finds by Resume.
func (t *Task) Checkpoint(data any) error {
	return call("task.checkpoint", map[string]any{"data": data}, nil)
}

// Progress tells the people in the task's room how far it is, 0 to 100, in words, with a partial result where one helps (nil: none). The server keeps 5 a
// second and always the last. A refusal is no reason to stop: there is no error.
func (t *Task) Progress(percent float64, message string, partial any) {
	_ = call("task.progress", struct {
		Percent float64 `json:"percent"`
		Message string  `json:"message"`
		Partial any     `json:"partial,omitempty"`
	}{percent, message, partial}, nil)
}

// Output gives the step's result, an object that fits the step's output schema. The last one counts.
func (t *Task) Output(result any) error { return call("task.output", result, nil) }

// Fail says in words for the user why the step could not be done, and whether a later attempt may do better. Returning an error from the step does the same.
func (t *Task) Fail(message string, retryable bool) error {
	return call("task.fail", map[string]any{"message": message, "retryable": retryable}, nil)
}

// call sends in to an operation as JSON, and reads the answer into the value that out points to, unless nil.
func call(op string, in, out any) error {
	request, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	answer, err := exchange(op, request)
	if err != nil || out == nil {
		return err
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	return nil
}
