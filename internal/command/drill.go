package command

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"roomkey/store"
)

// errDrill says that a copy would not do; why has been printed.
var errDrill = errors.New("this copy can't be relied on")

// shownProblems is how many problems a drill prints.
const shownProblems = 20

// drillSettings are the flags of drill.
type drillSettings struct {
	data    folder
	name    string
	scratch folder
	foreign bool // a copy of other data would do
}

// drillCommand restores a backup into a scratch folder and looks whether what comes out of it is sound and whole. It
// leaves the data alone, beside which a server may run; the server shows the verdict.
func drillCommand(ctx context.Context, p *Program, args []string) error {
	var s drillSettings
	flags := dataFlags("drill", &s.data)
	flags.StringVar(&s.name, "name", "backup", "`name` that the verdict has in /metrics")
	flags.Var(&s.scratch, "scratch", "`folder` for the copies, which are removed; drill in --data unless set")
	flags.BoolVar(&s.foreign, "other-data", false, "take FILE although it is of other data than --data, or of before "+
		"a restore")
	names, err := p.parse(flags, args, "[FILE]")
	if err != nil {
		return err
	}
	if !copyName.MatchString(s.name) {
		return fmt.Errorf("%w: --name is of lower-case letters, digits and dashes, at most 32", errUsage)
	}
	if err := s.data.hasData(); err != nil {
		return err
	}
	if s.scratch == "" {
		s.scratch = folder(filepath.Join(string(s.data), "drill"))
	}
	v := verdict{At: p.Now().UTC()}
	err = p.drill(ctx, &s, names, &v)
	if ctx.Err() != nil {
		return ctx.Err() // it says nothing of the copy
	}
	v.Took = p.Now().Sub(v.At).Seconds()
	if v.Passed = err == nil; !v.Passed && v.Problem == "" {
		v.Problem = plain(err)
	}
	if err := errors.Join(err, keepVerdict(string(s.data), s.name, &v)); err != nil {
		return err
	}
	fmt.Fprintf(p.Stdout, "passed, in %.1f s\n", v.Took)
	return nil
}

// drill is the drill itself, but for the verdict. It prints what it finds.
func (p *Program) drill(ctx context.Context, s *drillSettings, names []string, v *verdict) (err error) {
	scratch, leave, err := takeScratch(string(s.scratch))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, leave()) }()
	live := filepath.Join(string(s.data), store.FileName)
	source, copies := live, int64(2) // the backup, and what is restored
	if len(names) > 0 {
		source, copies = names[0], 1
	}
	if err := hasRoom(scratch, source, copies); err != nil {
		return err
	}
	file := source
	if len(names) == 0 {
		file = filepath.Join(scratch, "backup")
		if err := p.withData(ctx, s.data, func(s *store.Store) error { return s.Backup(ctx, file) }); err != nil {
			return fmt.Errorf("back up: %w", err)
		}
	}
	restored := filepath.Join(scratch, "restored")
	if err := store.Restore(ctx, file, restored, store.Options{Now: p.Now, Random: p.Random,
		Log: p.log()}); err != nil {
		return err
	}
	if err := p.sayLag(ctx, live, file, s.foreign, v); err != nil {
		return err
	}
	return p.inspect(ctx, file, folder(restored), v)
}

// sayLag prints what the data have that the backup lacks, and notes how old it is. It fails where the backup is of
// other data, unless foreign allows that: a copy of something else is no copy of these.
func (p *Program) sayLag(ctx context.Context, live, file string, foreign bool, v *verdict) error {
	copied, err := store.InventoryOf(ctx, file)
	if err != nil {
		return err
	}
	present, err := store.InventoryOf(ctx, live)
	if err != nil {
		return fmt.Errorf("the data, which the copy is compared with: %w", err)
	}
	var parts []string
	for _, item := range copied.Items {
		parts = append(parts, fmt.Sprintf("%d %s", item.Count, item.What))
	}
	fmt.Fprintf(p.Stdout, "the copy has %s\n", strings.Join(parts, ", "))
	if copied.Epoch != present.Epoch {
		fmt.Fprintln(p.Stdout, "it is of other data than these, so how old it is can't be said")
		if foreign {
			return nil
		}
		v.Problem = "the copy is of other data than these"
		return errDrill
	}
	v.Copied, v.Present = copied.Newest, present.Newest
	parts = nil
	for _, item := range present.Lacking(&copied) {
		parts = append(parts, fmt.Sprintf("%d %s", item.Count, item.What))
	}
	if len(parts) > 0 {
		fmt.Fprintf(p.Stdout, "it lacks %s, which the data have by now\n", strings.Join(parts, ", "))
	}
	if behind := v.behind(); behind > 0 {
		fmt.Fprintf(p.Stdout, "its newest write is %.1f s older than theirs\n", behind.Seconds())
	}
	return nil
}

// inspect compares what was restored with the backup, and checks it as roomkey check does.
func (p *Program) inspect(ctx context.Context, file string, restored folder, v *verdict) error {
	backup, err := store.InventoryOf(ctx, file)
	if err != nil {
		return err
	}
	found, err := store.InventoryOf(ctx, filepath.Join(string(restored), store.FileName))
	if err != nil {
		return err
	}
	problems := 0
	report := func(problem store.Problem) error {
		if problems++; problems == 1 {
			v.Problem = problem.String()
		}
		if problems <= shownProblems {
			fmt.Fprintln(p.Stdout, problem)
		}
		return nil
	}
	for _, problem := range backup.Differences(&found) {
		_ = report(problem) // it does not fail
	}
	err = p.withData(ctx, restored, func(s *store.Store) error {
		_, err := checkAll(ctx, s, report)
		return err
	})
	if err == nil && problems > 0 {
		fmt.Fprintf(p.Stdout, "%d problems\n", problems)
		err = errDrill
	}
	return err
}

// drillGrace is for how long a drill that is told to end may clear up.
const drillGrace = 5 * time.Second
