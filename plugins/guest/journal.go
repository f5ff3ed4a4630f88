package guest

import (
	"bytes"

	"roomkey/crm"
)

const (
	maxLineBytes = 1 << 10 // of the author's log; the rest of a line is dropped
	maxLines     = 1000    // of one step
)

// journal is the author's log of a step: what the guest writes to stdout and stderr, line by line, as far as it goes.
type journal struct {
	step  *step
	left  int // bytes that may still be said
	lines int
	open  []*stream
}

// stream is one of the guest's two outputs.
type stream struct {
	journal *journal
	line    []byte // what has been written since the last newline
}

func (j *journal) stream() *stream {
	s := &stream{journal: j}
	j.open = append(j.open, s)
	return s
}

// Write never fails: a guest must not fail for what it says.
func (s *stream) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0 && !s.journal.full(); {
		line, after, whole := bytes.Cut(rest, []byte("\n"))
		s.line = append(s.line, line[:min(len(line), maxLineBytes-len(s.line))]...)
		rest = after
		if whole {
			s.journal.say(s.line)
			s.line = s.line[:0]
		}
	}
	return len(p), nil
}

// close says what has no newline at its end.
func (j *journal) close() {
	for _, s := range j.open {
		if len(s.line) > 0 {
			j.say(s.line)
		}
	}
}

func (j *journal) full() bool { return j.left <= 0 || j.lines >= maxLines }

func (j *journal) say(line []byte) {
	if j.full() {
		return
	}
	line = bytes.TrimSuffix(line[:min(len(line), maxLineBytes, j.left)], []byte("\r"))
	j.left -= len(line) + 1
	j.lines++
	j.step.turn(append([]byte{kindSaid}, line...))
	if j.full() {
		j.step.turn(append([]byte{kindSaid}, "(the log is full: what follows is dropped)"...))
	}
}

// printable is a guest's line as it may stand in a log.
func printable(line []byte) string { return crm.Legible(string(line), crm.Joiners) }
