package selfcheck

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
)

// An edit's text is its number, and of each other region the number of its last edit that came here and how many
// microseconds before: "17 b=12/350000 c=9/1200".

// paths are what the ways to other regions are measured by.
type paths struct {
	sent  []sentEdit          // own edits, the oldest first
	heard map[string]sighting // of other regions
}

// sentEdit is when an own edit was made.
type sentEdit struct {
	number int
	at     time.Time
}

// sighting is the last edit of another region that came here.
type sighting struct {
	number int
	at     time.Time
}

// sentKept is how many own edits are remembered: those of an hour. Of later answers the way is not known.
const sentKept = 60 * editsAtOnce

// sighted is the text of the next edit, whose number and time are remembered.
func (c *Checker) sighted(now time.Time, number int) string {
	text := strconv.Itoa(number)
	if c.others == nil {
		return text
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	p := &c.paths
	if p.sent = append(p.sent, sentEdit{number, now}); len(p.sent) > sentKept {
		p.sent = p.sent[1:]
	}
	for _, region := range slices.Sorted(maps.Keys(p.heard)) {
		seen := p.heard[region]
		if ago := now.Sub(seen.at); ago < time.Hour {
			text += fmt.Sprintf(" %s=%d/%d", region, seen.number, ago.Microseconds())
		}
	}
	return text
}

// hear takes in an edit of another region, and returns half of the way there and back; 0 where it is not known.
func (c *Checker) hear(region, text string) time.Duration {
	first, rest, _ := strings.Cut(text, " ")
	number, err := strconv.Atoi(first)
	if err != nil {
		return 0
	}
	now := c.config.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.paths.heard == nil {
		c.paths.heard = make(map[string]sighting)
	}
	c.paths.heard[region] = sighting{number, now}
	for word := range strings.FieldsSeq(rest) {
		name, seen, _ := strings.Cut(word, "=")
		if name != c.config.Region {
			continue
		}
		own, held, _ := strings.Cut(seen, "/")
		mine, err := strconv.Atoi(own)
		micros, err2 := strconv.ParseInt(held, 10, 64)
		if err != nil || err2 != nil || micros < 0 {
			return 0
		}
		for _, sent := range slices.Backward(c.paths.sent) {
			if sent.number == mine {
				return max(now.Sub(sent.at)-time.Duration(micros)*time.Microsecond, 0) / 2
			}
		}
	}
	return 0
}

// lastHeard is when an edit of another region came here last; the zero time: none has.
func (c *Checker) lastHeard(region string) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.paths.heard[region].at
}

// listener watches the records of other regions by one socket. Only Run's goroutine calls listen.
type listener struct {
	checker *Checker
	client  *client           // nil, or perhaps ended: dial again
	open    map[crm.ID]string // the region of each record that is open; the socket's goroutine reads it under the lock
	knows   map[crm.ID]bool   // of which the first message has come
}

// listen opens what other regions edit and is not open yet. What fails is tried again after the next check.
func (l *listener) listen(ctx context.Context) {
	c := l.checker
	within, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	records, err := c.config.Others(within)
	if err != nil {
		c.config.Log.Debug("the records of other regions' checks can't be listed", "error", err)
		return
	}
	if l.client != nil && l.stale(records) {
		l.client.close()
		l.client = nil
	}
	if l.client == nil {
		c.mu.Lock()
		l.open, l.knows = make(map[crm.ID]string), make(map[crm.ID]bool)
		c.mu.Unlock()
		if l.client, err = c.dial(ctx, "listener", l.heard); err != nil {
			return
		}
	}
	for region, id := range records {
		c.mu.Lock()
		known := l.open[id] != ""
		if region != c.config.Region {
			l.open[id] = region
		}
		c.mu.Unlock()
		if !known && region != c.config.Region {
			_ = l.client.open(id) // an ended socket is noticed the next time
		}
	}
}

// stale reports whether the socket has ended, or holds a record that its region edits no more. What a socket has opened
// stays open with it, and an open record stays in memory.
func (l *listener) stale(records map[string]crm.ID) bool {
	select {
	case <-l.client.ended:
		return true
	default:
	}
	l.checker.mu.Lock()
	defer l.checker.mu.Unlock()
	for id, region := range l.open {
		if now, edits := records[region]; edits && now != id {
			return true
		}
	}
	return false
}

// heard takes in what the socket is sent. The first message of each record is how it was before anybody listened.
func (l *listener) heard(client *client, f *frame) {
	if f.Type != "sync" {
		return
	}
	b, err := bring(f)
	if err != nil {
		return
	}
	c := l.checker
	c.mu.Lock()
	region, knows := l.open[b.doc], l.knows[b.doc]
	l.knows[b.doc] = true
	c.mu.Unlock()
	for _, change := range b.changes {
		text, ok := textOf(change)
		if !ok || !knows || region == "" {
			continue
		}
		oneWay := c.hear(region, text)
		if heard := c.config.Metrics.Heard; heard != nil {
			heard(region, oneWay, c.lastHeard(region))
		}
	}
	_ = client.echo(b.doc, b.heads)
}

// textOf is what a change sets the field to.
func textOf(change *crdt.Change) (text string, ok bool) {
	for i := range change.Ops {
		if op := &change.Ops[i]; op.Key == editedField && op.Value.Type == crdt.ValueString {
			return op.Value.Bytes, true
		}
	}
	return "", false
}
