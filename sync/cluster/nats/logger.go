package nats

import (
	"context"
	"fmt"
	"log/slog"

	"roomkey/crm"
)

// logger writes what the server inside this process says to ours. NATS's own ends the process on a fatal fault.
type logger struct {
	log   *slog.Logger
	fatal chan error // holds the first fatal fault
}

func newLogger(log *slog.Logger) *logger { return &logger{log: log, fatal: make(chan error, 1)} }

func (l *logger) say(level slog.Level, format string, args []any) {
	if l.log.Enabled(context.Background(), level) {
		l.log.Log(context.Background(), level, "NATS", "said", fmt.Sprintf(format, args...))
	}
}

// Noticef is the server's: what happens in the course of things.
func (l *logger) Noticef(format string, args ...any) { l.say(slog.LevelDebug, format, args) }

// Warnf is the server's: what it would have otherwise, such as passwords in another form.
func (l *logger) Warnf(format string, args ...any) { l.say(slog.LevelDebug, format, args) }

// Errorf is the server's: a peer that can't be reached, say. It goes on, and beats
// tell who is silent.
func (l *logger) Errorf(format string, args ...any) { l.say(slog.LevelInfo, format, args) }

// Fatalf is the server's: it can't go on. Run returns that.
func (l *logger) Fatalf(format string, args ...any) {
	l.say(slog.LevelError, format, args)
	select {
	case l.fatal <- crm.Errorf(crm.CodeInternal, "NATS can't go on: "+format, args...):
	default:
	}
}

// Debugf is the server's, which is not asked for it.
func (l *logger) Debugf(string, ...any) {}

// Tracef is the server's, which is not asked for it.
func (l *logger) Tracef(string, ...any) {}
