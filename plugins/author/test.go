package author

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"roomkey/plugins"
	"roomkey/plugins/calls"
	"roomkey/plugins/guest"
)

// Test builds the project in dir and runs every case of its testdata in host. It writes a transcript of every operation
// to out. If results differ from NAME.want.json, the error says how many cases failed. env is as for Build.
func Test(ctx context.Context, host *guest.Host, env []string, dir string, out io.Writer) error {
	return testProject(ctx, host, env, dir, out, false)
}

// Accept runs the cases as Test does, and writes each result into NAME.want.json for the author to review.
func Accept(ctx context.Context, host *guest.Host, env []string, dir string, out io.Writer) error {
	return testProject(ctx, host, env, dir, out, true)
}

// TestPackage runs the package raw as Test runs a project, with the cases in the testdata of the folder dir.
func TestPackage(ctx context.Context, host *guest.Host, raw []byte, dir string, out io.Writer) error {
	pkg, err := plugins.Open(raw)
	if err != nil {
		return err
	}
	return runCases(ctx, host, pkg, "a package", dir, out, false)
}

func testProject(ctx context.Context, host *guest.Host, env environment, dir string, out io.Writer, accept bool) error {
	p, err := openProject(dir)
	if err != nil {
		return err
	}
	program, err := p.compile(ctx, env)
	if err != nil {
		return err
	}
	_, pkg, err := p.pack(program)
	if err != nil {
		return err
	}
	return runCases(ctx, host, pkg, p.language.name, dir, out, accept)
}

// runCases runs the cases in the testdata of dir. from says where the program comes from.
func runCases(ctx context.Context, host *guest.Host, pkg *plugins.Package, from, dir string, out io.Writer,
	accept bool) error {
	say := &transcript{out}
	say.line("%s %s (%s, %d bytes)", pkg.Manifest.ID, pkg.Manifest.Version, from, len(pkg.Program.Code))
	if err := host.Validate(ctx, pkg.Program, plugins.LimitsOf(&pkg.Manifest)); err != nil {
		return fmt.Errorf("%s could not be installed: %w", pkg.Manifest.ID, err)
	}
	cases, err := readCases(dir, &pkg.Manifest)
	if err != nil {
		return err
	}
	failed := 0
	for _, c := range cases {
		got, err := perform(ctx, host, pkg, c, say)
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
		return fmt.Errorf("%s: %d of %d cases failed", pkg.Manifest.ID, failed, len(cases))
	}
	return nil
}

// perform runs a case's step, again after an interruption, and returns the result.
func perform(ctx context.Context, host *guest.Host, pkg *plugins.Package, c *testCase, say *transcript) (*want, error) {
	say.line("\n%s  %s", c.name, c.Title)
	m := &pkg.Manifest
	s := &stage{manifest: m, step: m.Step(c.Step), test: c, say: say, checkpoint: c.Checkpoint,
		made: make(map[string]string)}
	if err := s.compileSchemas(); err != nil {
		return nil, err
	}
	for {
		s.attempt, s.checkpoints, s.pending, s.calls = s.attempt+1, 0, nil, make(calls.Counter)
		err := host.Step(ctx, pkg.Program, plugins.LimitsOf(m), s.op, say.log)
		if errors.Is(err, errInterrupted) {
			say.line("  interrupted after %d checkpoints; a new attempt", s.checkpoints)
			continue
		}
		return s.result(err)
	}
}

// compileSchemas compiles the step's schemas and checks the input.
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

// result returns the result of the step, given how its guest ended.
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

// judge compares the result of a case with the expected one.
func (c *testCase) judge(dir string, got *want) error {
	wanted, err := c.readWant(dir)
	if err != nil {
		return err
	}
	came := indent(got)
	if wanted == nil {
		return fmt.Errorf("there is no expected result yet; if this one is right, put it into testdata/%s%s:\n%s",
			c.name, wantSuffix, came)
	}
	if should := indent(wanted); !bytes.Equal(came, should) {
		return fmt.Errorf("the result differs from testdata/%s%s\n%s", c.name, wantSuffix,
			difference(should, came))
	}
	return nil
}

// difference returns the lines in which two texts differ, from the first to the last of them.
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
