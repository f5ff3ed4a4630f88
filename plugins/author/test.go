package author

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"roomkey/plugins"
	"roomkey/plugins/guest"
)

// Test builds the project in dir and runs every case of its testdata in host, with a transcript of every op to out. The error says how many cases came to
// something else than their NAME.want.json.
func Test(ctx context.Context, host *guest.Host, dir string, out io.Writer) error {
	return runCases(ctx, host, dir, out, false)
}

// Accept runs the cases as Test does, and writes what each comes to into its NAME.want.json, for the author to look at.
func Accept(ctx context.Context, host *guest.Host, dir string, out io.Writer) error {
	return runCases(ctx, host, dir, out, true)
}

func runCases(ctx context.Context, host *guest.Host, dir string, out io.Writer, accept bool) error {
	p, err := openProject(dir)
	if err != nil {
		return err
	}
	program, err := p.compile(ctx)
	if err != nil {
		return err
	}
	var manifest plugins.Manifest
	if err := json.Unmarshal(p.manifest, &manifest); err != nil {
		return fmt.Errorf("plugin.json: %w", err)
	}
	say := &transcript{out}
	say.line("%s %s (%s, %d bytes)", manifest.ID, manifest.Version, p.language.name, len(program))
	cases, err := readCases(dir, &manifest)
	if err != nil {
		return err
	}
	failed := 0
	for _, c := range cases {
		got, err := perform(ctx, host, guest.NewProgram(manifest.Runtime, program), &manifest, c, say)
		if err == nil && accept {
			err = c.writeWant(dir, got)
		} else if err == nil {
			err = c.judge(dir, got)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			failed++
			say.line("FAIL %s: %v", c.name, err)
			continue
		}
		say.line("ok   %s", c.name)
	}
	if failed > 0 {
		return fmt.Errorf("%s: %d of %d cases failed", manifest.ID, failed, len(cases))
	}
	return nil
}

// perform runs a case's step, again after an interruption, and gives what it came to.
func perform(ctx context.Context, host *guest.Host, program guest.Program, m *plugins.Manifest, c *testCase, say *transcript) (*want, error) {
	say.line("\n%s  %s", c.name, c.Title)
	s := &stage{manifest: m, step: m.Step(c.Step), test: c, say: say, checkpoint: c.Checkpoint, made: make(map[string]string)}
	if err := s.compileSchemas(); err != nil {
		return nil, err
	}
	limits := guest.Limits{MemoryBytes: int64(m.Limits.MemoryMB) << 20, Wall: time.Duration(m.Limits.Seconds) * time.Second}
	for {
		s.attempt, s.checkpoints, s.pending = s.attempt+1, 0, nil
		err := host.Step(ctx, program, limits, s.op, say.log)
		if errors.Is(err, errInterrupted) {
			say.line("  interrupted after %d checkpoints; a new attempt", s.checkpoints)
			continue
		}
		return s.result(err)
	}
}

// compileSchemas reads the step's schemas, and checks the input.
func (s *stage) compileSchemas() error {
	input, err := plugins.CompileSchema(s.step.Input)
	if err != nil {
		return fmt.Errorf("the input schema of %s: %w", s.step.Name, err)
	}
	if s.schema, err = plugins.CompileSchema(s.step.Output); err != nil {
		return fmt.Errorf("the output schema of %s: %w", s.step.Name, err)
	}
	if err := input.Check(s.test.Input); err != nil {
		return fmt.Errorf("the input does not fit the schema of %s: %w", s.step.Name, err)
	}
	return nil
}

// result is what the step came to, given how its guest ended.
func (s *stage) result(err error) (*want, error) {
	var broken *guest.Failure
	switch {
	case s.failure != nil:
		return &want{Fail: s.failure, Proposals: s.proposed}, nil
	case errors.As(err, &broken):
		return nil, fmt.Errorf("the guest ended badly (%s): %s", broken.Kind, broken.Message)
	case err != nil:
		return nil, err
	case s.output == nil:
		return nil, errors.New("the guest ended without task.output")
	}
	return &want{Output: s.output, Proposals: append(s.proposed, s.pending...)}, nil
}

// judge compares what a case came to with what it should.
func (c *testCase) judge(dir string, got *want) error {
	wanted, err := c.readWant(dir)
	if err != nil {
		return err
	}
	came := indent(got)
	if wanted == nil {
		return fmt.Errorf("nobody has said what it should come to; if this is right, put it into testdata/%s%s:\n%s", c.name, wantSuffix, came)
	}
	if should := indent(wanted); !bytes.Equal(came, should) {
		return fmt.Errorf("it came to something else than testdata/%s%s\n%s", c.name, wantSuffix, difference(should, came))
	}
	return nil
}

// difference shows the lines that two texts don't share, from the first to the last of them.
func difference(want, got []byte) string {
	a, b := bytes.Split(want, []byte("\n")), bytes.Split(got, []byte("\n"))
	for len(a) > 0 && len(b) > 0 && bytes.Equal(a[0], b[0]) {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && bytes.Equal(a[len(a)-1], b[len(b)-1]) {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	var out bytes.Buffer
	for _, line := range a {
		fmt.Fprintf(&out, "- %s\n", line)
	}
	for _, line := range b {
		fmt.Fprintf(&out, "+ %s\n", line)
	}
	return out.String()
}
