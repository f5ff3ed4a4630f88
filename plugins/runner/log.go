package runner

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"roomkey/crm"
	"roomkey/plugins/guest"
)

// Limits of what is kept of the author's log of a failed attempt, and of its last lines in the message of a crash.
const (
	keptLogBytes  = 64 << 10
	keptLines     = 5
	keptLineBytes = 200
)

// authorLog is what a guest wrote to the author's log. It is not written to the server's log, because it may contain
// values.
type authorLog struct{ *guest.Tail }

func newAuthorLog() authorLog { return authorLog{guest.NewTail(keptLogBytes)} }

// panicLine matches the line in which a program says why it ends: Go's panics and fatal errors, Rust's panics, the
// assertions of C and AssemblyScript, and JavaScript's exceptions.
var panicLine = regexp.MustCompile(`^(panic: |fatal error: |thread '.*panicked at |[A-Za-z]*Error: )|` +
	`[Aa]ssertion failed| at [^ ]+\.ts:\d+:\d+$`)

// cause returns the last line that says why the program ended; "" if there is none.
func (l authorLog) cause() (line string) {
	for _, next := range l.Lines() {
		if panicLine.MatchString(next) {
			line = next
		}
	}
	return line
}

// text returns the log, with the line first that says why the program ended. It is at most keptLogBytes long: lines at
// the beginning give way.
func (l authorLog) text() string {
	lines := l.Lines()
	head := l.cause()
	if head == "" || head == lines[0] {
		return strings.Join(lines, "\n")
	}
	head += "\n\n"
	size := len(head)
	for _, line := range lines {
		size += len(line) + 1
	}
	for ; size > keptLogBytes; lines = lines[1:] {
		size -= len(lines[0]) + 1
	}
	return head + strings.Join(lines, "\n")
}

// with adds the last lines to the message of a crash, and before them the line that says why the program ended.
func (l authorLog) with(message string) string {
	lines := l.Lines()
	if len(lines) == 0 {
		return message
	}
	last := lines[max(0, len(lines)-keptLines):]
	var shown []string
	if first := l.cause(); first != "" && !slices.Contains(last, first) {
		shown = append(shown, shortened(first))
	}
	for _, line := range last {
		shown = append(shown, shortened(line))
	}
	return message + "; its last output: " + strings.Join(shown, " | ")
}

func shortened(line string) string {
	if len(line) > keptLineBytes {
		return strings.ToValidUTF8(line[:keptLineBytes], "") + "…"
	}
	return line
}

// keepLog keeps the author's log of an attempt that failed by the program's own doing, for who installed the plugin.
// What the server failed at is not in it, and nothing but what the program wrote and why it ended.
func (a *attempt) keepLog(v result) {
	if v.byProgram == "" || a.plugin.Bundled {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(a.run.ctx), writeTime)
	defer cancel()
	t := a.run.task
	log := crm.PluginLog{Plugin: a.step.Plugin, Task: t.ID, Step: a.step.Name, Version: a.step.Version,
		Attempt: a.step.Attempt, Code: v.code, Message: v.byProgram, Text: a.log.text()}
	if err := a.run.Plugins.KeepLog(ctx, t.Broker, a.plugin.By, log); err != nil {
		a.run.Log.Error("a plugin's log could not be kept", "plugin", a.step.Plugin, "error", err)
	}
}
