package command

import (
	"crypto/rand"
	"errors"
	"io"
	"os"
	"roomkey/crm"
	"roomkey/plugins/egress"
	"roomkey/plugins/runner"
	"roomkey/web/webhooks"
	"strings"
	"time"
)

// Program is one run of the command: everything that it takes from the outside, so that a test can run it as a value.
type Program struct {
	Name   string   // as it was called, for commands that people paste; "": roomkey
	Args   []string // without the program's name
	Env    []string // "NAME=value"; the only environment that flags and secrets are read from
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer
	Now    func() time.Time
	Random io.Reader
	Tasks  *Tasks        // does the steps of tasks in place of the installed plugins; nil: they do
	Egress egress.Config // how plugins reach the world

	Webhooks webhooks.Network // how webhooks are reached
}

// Tasks is what does the steps of tasks: tests bring plugins of their own.
type Tasks struct {
	Registry runner.Registry
	Guests   runner.Guests
}

// ThisProcess is the run that the process was started for.
func ThisProcess() *Program {
	return &Program{Name: os.Args[0], Args: os.Args[1:], Env: os.Environ(), Stdin: os.Stdin, Stdout: os.Stdout,
		Stderr: os.Stderr, Now: time.Now, Random: rand.Reader}
}

// variable reads a variable of the environment; "" where it is not set.
func (p *Program) variable(name string) string {
	for _, entry := range p.Env {
		if value, ok := strings.CutPrefix(entry, name+"="); ok {
			return value
		}
	}
	return ""
}

// errUsage marks an error in how the command was called.
var errUsage = errors.New("wrong usage")

// plain says an error to a person at a terminal: the field and the sentence, then the cause.
func plain(err error) string {
	var e *crm.Error
	if !errors.As(err, &e) || e.Message == "" {
		return err.Error()
	}
	text := e.Message
	if e.Field != "" {
		text = e.Field + " " + text
	}
	if e.Err != nil {
		text += " (" + e.Err.Error() + ")"
	}
	return text
}
