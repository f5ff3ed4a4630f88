package child

import (
	"bytes"
	"log/slog"
	"sync"
)

const (
	maxLines     = 10  // logged in one life of a child
	maxLineBytes = 300 // of a line; the rest of the line is dropped
)

// lines logs the first lines of a child's standard error, each shortened, and drops the rest.
type lines struct {
	log  *slog.Logger
	name string

	mu     sync.Mutex // guards the fields below
	rest   []byte
	logged int
}

// Write never fails, because a child must not block or die when it writes to standard error.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for data := p; len(data) > 0 && l.logged < maxLines; {
		line, after, whole := bytes.Cut(data, []byte("\n"))
		room := maxLineBytes - len(l.rest)
		l.rest = append(l.rest, line[:min(len(line), room)]...)
		data = after
		if whole {
			l.log.Warn("a child process wrote", "child", l.name, "line", string(l.rest))
			l.rest = l.rest[:0]
			l.logged++
		}
	}
	return len(p), nil
}
