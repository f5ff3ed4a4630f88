package roomkey

import (
	"encoding/json"
	"fmt"
	"os"
)

// Steps are a plugin's steps by their names in plugin.json.
type Steps map[string]func(*Task) error

// Run runs the step that the server asks for, and ends the guest. If the step returns an error, the task fails and the
// user sees the error's text; see Retry.
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

// Caller is the user on whose behalf a task runs. The user's rights limit the task.
type Caller struct {
	User   string `json:"user"`   // id
	Role   string `json:"role"`   // broker, lead, agent or viewer
	Broker string `json:"broker"` // id of the brokerage
}

// Brokerage is what the caller's brokerage has set for everybody in it.
type Brokerage struct {
	ContingencyDays *ContingencyDays `json:"contingencyDays"` // nil: the server is older
}

// ContingencyDays are the usual days from acceptance until what an escrow depends on is due: business days for the
// deposit. 0 of a contingency: new escrows have none.
type ContingencyDays struct {
	Deposit       int `json:"deposit"`
	Investigation int `json:"investigation"`
	Appraisal     int `json:"appraisal"`
	Loan          int `json:"loan"`
}

// Task is one attempt at one step. It is not safe for concurrent use.
type Task struct {
	Step    string // the name of the step to run
	Attempt int    // 1 for the first attempt
	Caller  Caller
	// Brokerage is the caller's.
	Brokerage Brokerage
	DryRun    bool // a trial: the server drops what the step proposes, so the output must say what would happen

	input, checkpoint json.RawMessage
}

// Open asks the server for the task. Run calls it for you.
func Open() (*Task, error) {
	var in struct {
		Input      json.RawMessage `json:"input"`
		Step       string          `json:"step"`
		Attempt    int             `json:"attempt"`
		Checkpoint json.RawMessage `json:"checkpoint"`
		Caller     Caller          `json:"caller"`
		DryRun     bool            `json:"dryRun"`
		Brokerage  Brokerage       `json:"brokerage"`
	}
	if err := call("task.input", struct{}{}, &in); err != nil {
		return nil, err
	}
	return &Task{Step: in.Step, Attempt: in.Attempt, Caller: in.Caller, Brokerage: in.Brokerage, DryRun: in.DryRun,
		input: in.Input, checkpoint: in.Checkpoint}, nil
}

// Input decodes the step's input into the value that v points to. The server has checked that it fits the JSON Schema
// in plugin.json.
func (t *Task) Input(v any) error {
	if err := json.Unmarshal(t.input, v); err != nil {
		return fmt.Errorf("input: %w", err)
	}
	return nil
}

// Resume decodes the last checkpoint of an earlier attempt into the value that v points to, and reports whether there
// is one.
func (t *Task) Resume(v any) (bool, error) {
	if len(t.checkpoint) == 0 || string(t.checkpoint) == "null" {
		return false, nil
	}
	if err := json.Unmarshal(t.checkpoint, v); err != nil {
		return false, fmt.Errorf("checkpoint: %w", err)
	}
	return true, nil
}

// Checkpoint saves all proposals so far together with data. The next attempt gets data from Resume.
func (t *Task) Checkpoint(data any) error {
	return call("task.checkpoint", map[string]any{"data": data}, nil)
}

// Progress reports the progress, 0 to 100, and a message to the people in the task's room, and optionally a partial
// result (nil: none). The server keeps 5 reports per second and always the last one. A refused report does not stop the
// step, so there is no error.
func (t *Task) Progress(percent float64, message string, partial any) {
	_ = call("task.progress", struct {
		Percent float64 `json:"percent"`
		Message string  `json:"message"`
		Partial any     `json:"partial,omitempty"`
	}{percent, message, partial}, nil)
}

// Output sets the step's result, an object that fits the step's output schema. The last one counts.
func (t *Task) Output(result any) error { return call("task.output", result, nil) }

// Fail ends the step with a message for the user, and says whether a later attempt may succeed. Returning an error from
// the step does the same.
func (t *Task) Fail(message string, retryable bool) error {
	return call("task.fail", map[string]any{"message": message, "retryable": retryable}, nil)
}

// call encodes in as JSON, calls an operation, and decodes the answer into the value that out points to, unless out is
// nil.
func call(op string, in, out any) error {
	request, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	answer, err := exchange(op, request)
	if err != nil || out == nil || len(answer) == 0 {
		return err
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	return nil
}
