package child

import (
	"bytes"
	"log/slog"
	"sync"
)

const (
	maxLines     = 10  // logged in one life of a child
	maxLineBytes = 300 // of a line
)

// lines is a child's standard error: its first lines go to the log, each cut; the rest is read and thrown away.
type lines struct {
	log  *slog.Logger
	name string

	mu     sync.Mutex // guards the fields below
	rest   []byte
	logged int
}

// Write never fails: a child must not block or die for what it says.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for data := p; len(data) > 0 && l.logged < maxLines; {
		line, after, whole := bytes.Cut(data, []byte("\n"))
		room := maxLineBytes - len(l.rest)
		l.rest = append(l.rest, line[:min(len(line), room)]...)
		data = after
		if whole {
			l.log.Warn("a child process says", "child", l.name, "line", string(l.rest))
			l.rest = l.rest[:0]
			l.logged++
		}
	}
	return len(p), nil
}
