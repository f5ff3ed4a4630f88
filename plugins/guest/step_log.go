package guest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"roomkey/crm"
)

const (
	maxLineBytes = 1 << 10                // of the author's log; the rest of a line is dropped
	maxLines     = 1000                   // that go out at once; of the later ones, as many are kept as the last ones
	sendRest     = 100 * time.Millisecond // how often the server is told of lines beyond these
)

// stepLog is the author's log of a step: the lines that the guest writes to stdout and stderr. The first ones go to the
// server at once, up to the limits. Of the others only the last ones count, which say why a step failed. They go to the
// server ten times a second and at the end, so that a flood costs it little and a guest that is killed leaves them.
type stepLog struct {
	send  func(line []byte)               // tells the server one line, and returns when it has it
	last  func(dropped int, lines []byte) // tells it later lines, with "\n" between
	now   func() time.Time
	most  int // bytes that go out at once, and bytes of the last lines
	sent  int // bytes that went out at once
	lines int
	rest  *Tail // since the last call of last; nil: there was no need
	told  time.Time
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
	for rest := p; len(rest) > 0; {
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

// close logs unfinished last lines, and tells the server what it does not know yet.
func (j *stepLog) close() {
	for _, s := range j.open {
		if len(s.line) > 0 {
			j.say(s.line)
		}
	}
	j.tellRest()
}

func (j *stepLog) say(line []byte) {
	line = bytes.TrimSuffix(line[:min(len(line), maxLineBytes)], []byte("\r"))
	if j.rest == nil && j.lines < maxLines && j.sent+len(line) < j.most {
		j.sent += len(line) + 1
		j.lines++
		j.send(line)
		return
	}
	if j.rest == nil {
		j.rest, j.told = NewTail(j.most), j.now()
	}
	if j.rest.Add(string(line)); j.now().Sub(j.told) >= sendRest {
		j.tellRest()
	}
}

func (j *stepLog) tellRest() {
	if j.rest == nil || len(j.rest.Lines())+j.rest.Dropped() == 0 {
		return
	}
	j.last(j.rest.Dropped(), []byte(strings.Join(j.rest.Lines(), "\n")))
	j.rest, j.told = NewTail(j.most), j.now()
}

// encodeRest encodes later lines of a log, and how many were dropped before them.
func encodeRest(dropped int, lines []byte) []byte {
	return append(binary.AppendUvarint([]byte{kindRest}, uint64(dropped)), lines...)
}

// decodeRest adds later lines of a log to those that the server keeps.
func decodeRest(answer []byte, to *Tail) error {
	dropped, n := binary.Uvarint(answer)
	if n <= 0 || dropped > 1<<40 {
		return errWire
	}
	to.dropped += int(dropped)
	for line := range strings.SplitSeq(string(answer[n:]), "\n") {
		to.Add(printable([]byte(line)))
	}
	return nil
}

// tell gives the last lines of a log to its reader, after those that came at once.
func (t *Tail) tell(log func(line string)) {
	if t.dropped > 0 {
		log(fmt.Sprintf("(%d lines are left out here)", t.dropped))
	}
	for _, line := range t.lines {
		log(line)
	}
}

// printable returns a guest's line in a form that is safe in a log.
func printable(line []byte) string { return crm.Legible(string(line), crm.Joiners) }
