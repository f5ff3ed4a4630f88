package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"roomkey/internal/command"
	"roomkey/plugins"
	"roomkey/plugins/runner/runnertest"
)

// scriptedTasks are the plugins of servers under test: they do exactly what a test's input says, and can end the
// process at any point of a step.
func scriptedTasks() *command.Tasks {
	p := runnertest.New()
	anything := json.RawMessage(`{}`)
	m := plugins.Manifest{ID: "test.steps", Capabilities: plugins.Capabilities{Propose: []string{"lead"}},
		Workflows: []plugins.Workflow{{Name: "three", Title: "Three steps", Policy: "review"},
			{Name: "import", Title: "Import", Policy: "apply",
				Steps: []plugins.WorkflowStep{{Step: "rows"}}}}}
	for _, name := range []string{"a", "b", "c"} {
		m.Steps = append(m.Steps, plugins.Step{Name: name, Title: name, Input: anything, Output: anything})
		m.Workflows[0].Steps = append(m.Workflows[0].Steps,
			plugins.WorkflowStep{Step: name, Input: map[string]json.RawMessage{
				"folder": json.RawMessage(`"/input/folder"`), "killAt": json.RawMessage(`"/input/killAt"`),
				"holdAt": json.RawMessage(`"/input/holdAt"`)}})
	}
	m.Steps = append(m.Steps, plugins.Step{Name: "rows", Title: "Rows", Input: anything, Output: anything})
	p.Add(m, func(ctx context.Context, g *runnertest.Guest) error {
		in, err := g.Input()
		if err != nil {
			return err
		}
		s := &scripted{Guest: g, ctx: ctx, in: in}
		if err := json.Unmarshal(in.Input, s); err != nil {
			return err
		}
		if in.Step == "rows" {
			return s.rows()
		}
		return s.step()
	})
	return &command.Tasks{Registry: p, Guests: p}
}

// scripted is one run of a step.
type scripted struct {
	*runnertest.Guest `json:"-"`
	ctx               context.Context // ends when the guest is to
	in                runnertest.Input
	Folder            string // where runs are noted
	KillAt            string // "b/checkpoint": where the process ends, the first time that it gets there
	HoldAt            string // where the step stays until it is ended
	Batches, Size     int
}

// step notes that it ran, proposes a lead before and after a checkpoint, and puts out its name.
func (s *scripted) step() error {
	if err := s.note(s.in.Step); err != nil {
		return err
	}
	s.at("begin")
	if s.in.Checkpoint == nil {
		if err := s.lead("before"); err != nil {
			return err
		}
		s.at("proposed")
		if err := s.Checkpoint(s.in.Step); err != nil {
			return err
		}
	}
	s.at("checkpoint")
	if err := s.lead("after"); err != nil {
		return err
	}
	if err := s.Output(map[string]string{"step": s.in.Step}); err != nil {
		return err
	}
	s.at("output")
	return nil
}

func (s *scripted) lead(when string) error {
	name := fmt.Sprintf("Step %s %s", s.in.Step, when)
	_, err := s.Propose(map[string]any{"type": "lead", "fields": map[string]any{"name": name, "phone": "555-0101",
		"source": "test", "stage": "new"}})
	return err
}

// rows makes batches of leads, each with a checkpoint.
func (s *scripted) rows() error {
	from := 0
	_ = json.Unmarshal(s.in.Checkpoint, &from) // none: from the beginning
	for batch := from; batch < s.Batches; batch++ {
		var changes []map[string]any
		for row := range s.Size {
			changes = append(changes, map[string]any{"type": "lead",
				"fields": map[string]any{"name": fmt.Sprintf("Imported %d.%d", batch, row),
					"phone": "555-0101", "source": "import", "stage": "new"}})
		}
		if _, err := s.Propose(changes...); err != nil {
			return err
		}
		if err := s.Checkpoint(batch + 1); err != nil {
			return err
		}
		_ = s.Progress(float64(batch+1)*100/float64(s.Batches), fmt.Sprintf("Importing (%d/%d)", batch+1, s.Batches))
	}
	return s.Output(map[string]int{"created": s.Batches * s.Size})
}

// note appends a line to the folder's list of runs, which outlives the process.
func (s *scripted) note(line string) error {
	file, err := os.OpenFile(filepath.Join(s.Folder, "runs"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = file.WriteString(line + "\n")
	return err
}

// at ends the process where the input says so, once, and stays where it says that.
func (s *scripted) at(point string) {
	if s.HoldAt == s.in.Step+"/"+point {
		<-s.ctx.Done()
	}
	if s.KillAt != s.in.Step+"/"+point {
		return
	}
	file, err := os.OpenFile(filepath.Join(s.Folder, "killed"), os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return // it was killed here already
	}
	_ = file.Close()
	s.untilAnswered()
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {} // until it is there
}

// untilAnswered waits until the test says that it has the answer to its request for the task (see BeginKilled): a
// process that ends before would answer nothing.
func (s *scripted) untilAnswered() {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for s.ctx.Err() == nil {
		if _, err := os.Stat(filepath.Join(s.Folder, "answered")); err == nil {
			return
		}
		<-tick.C
	}
}
