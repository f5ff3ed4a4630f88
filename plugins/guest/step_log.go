package guest

import (
	"bytes"

	"roomkey/crm"
)

const (
	maxLineBytes = 1 << 10 // of the author's log; the rest of a line is dropped
	maxLines     = 1000    // of one step
)

// stepLog is the author's log of a step: the lines that the guest writes to stdout and stderr, up to the limits.
type stepLog struct {
	send  func(line []byte) // tells the server one line, and returns when it has it
	left  int               // bytes that may still be logged
	lines int
	open  []*stream
}

// stream is one of the guest's two outputs.
type stream struct {
	stepLog *stepLog
	line    []byte // the output since the last newline
}

func (j *stepLog) stream() *stream {
	s := &stream{stepLog: j}
	j.open = append(j.open, s)
	return s
}

// Write never fails, because a guest must not fail when it logs.
func (s *stream) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0 && !s.stepLog.full(); {
		line, after, whole := bytes.Cut(rest, []byte("\n"))
		s.line = append(s.line, line[:min(len(line), maxLineBytes-len(s.line))]...)
		rest = after
		if whole {
			s.stepLog.say(s.line)
			s.line = s.line[:0]
		}
	}
	return len(p), nil
}

// close logs an unfinished last line.
func (j *stepLog) close() {
	for _, s := range j.open {
		if len(s.line) > 0 {
			j.say(s.line)
		}
	}
}

func (j *stepLog) full() bool { return j.left <= 0 || j.lines >= maxLines }

func (j *stepLog) say(line []byte) {
	if j.full() {
		return
	}
	line = bytes.TrimSuffix(line[:min(len(line), maxLineBytes, j.left)], []byte("\r"))
	j.left -= len(line) + 1
	j.lines++
	j.send(line)
	if j.full() {
		j.send([]byte("(the log is full: what follows is dropped)"))
	}
}

// printable returns a guest's line in a form that is safe in a log.
func printable(line []byte) string { return crm.Legible(string(line), crm.Joiners) }
