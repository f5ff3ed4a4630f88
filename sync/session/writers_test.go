package session_test

import (
	"encoding/binary"
	"testing"
	"testing/synctest"

	"roomkey/crm"
)

// Small frames are written by a few writers for all sessions. One whose client reads nothing keeps nobody else waiting,
// and what it is sent comes whole and in order once it reads.
func TestWriters_NobodyWaitsForWhoReadsNothing(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		stalled := d.stall(crm.Principal{User: agent})
		stalled.join("stalled")
		stalled.sync(id(1), "m")
		var honest []*client
		for _, user := range []crm.User{mate, lead, broker} {
			c := d.enter(user)
			c.sync(id(1), "m")
			honest = append(honest, c)
		}
		synctest.Wait()
		const messages = 400 // more than the 64 that the socket holds, less than a slow reader may let lie
		for n := range uint32(messages) {
			data := binary.BigEndian.AppendUint32(nil, n)
			for _, link := range d.links {
				link.out.Send(id(1), data)
			}
			for _, c := range honest {
				c.expectData(n)
			}
		}
		go stalled.pump()
		stalled.expect("peer")
		for n := range uint32(messages) {
			stalled.expectData(n)
		}
	})
}

// expectData takes the next frame, which must be the sync message n.
func (c *client) expectData(n uint32) {
	c.t.Helper()
	if data := c.expect("sync")["data"].([]byte); binary.BigEndian.Uint32(data) != n {
		c.t.Fatalf("%s: message %x instead of %d", c.name, data, n)
	}
}
