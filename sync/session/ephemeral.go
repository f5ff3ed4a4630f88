package session

import (
	"time"

	"golang.org/x/time/rate"

	"roomkey/crm"
	"roomkey/sync/wire"
)

// Bounds of ephemeral messages.
const (
	ephemeralRate     = 20 // a second, and at once
	maxEphemeralPeers = 16 // session ids of the peer whose counts are remembered
)

// ephemeral passes a message on to everybody else who has the document open and may read it, in other regions too. All
// other messages are dropped silently, because stock clients send what they receive back to the server, with its
// author's senderId.
func (s *Session) ephemeral(f *wire.Ephemeral) {
	id, err := crm.ParseDocumentID(f.Document)
	if err != nil || f.Sender != s.peerID() || len(f.Data) > crm.MaxEphemeral || !s.reads(id) {
		return
	}
	if !s.ephemerals.allow(f.Session, uint64(f.Count), s.config.Now()) {
		return
	}
	m := crm.Ephemeral{Document: id, Sender: f.Sender, Session: f.Session, Count: uint64(f.Count), Data: f.Data}
	pass(&m, s.registry.others(id, s))
	if tell := s.tellEphemeral.Load(); tell != nil {
		(*tell)(m)
	}
}

// ShareEphemeral has tell told of ephemeral messages of devices here, from now on. It must not block.
func (s *Sockets) ShareEphemeral(tell func(crm.Ephemeral)) { s.tellEphemeral.Store(&tell) }

// PassEphemeral passes on a message of a device in another region, where it was judged whether it may say so.
func (s *Sockets) PassEphemeral(m crm.Ephemeral) { pass(&m, s.others(m.Document, nil)) }

// pass hands a message to those of the sessions that may read its document.
func pass(m *crm.Ephemeral, to []*Session) {
	var body []byte
	for _, other := range to {
		if !other.reads(m.Document) {
			continue
		}
		if body == nil {
			body = wire.EncodeEphemeral(&wire.Ephemeral{Sender: m.Sender, Document: crm.DocumentID(m.Document),
				Count: wire.Number(m.Count), Session: m.Session, Data: m.Data})
		}
		other.push(outgoing{kind: outEphemeral, body: body})
	}
}

// ephemerals decides which of one peer's ephemeral messages pass. Not safe for concurrent use.
type ephemerals struct {
	limiter *rate.Limiter
	counts  map[string]uint64 // the last count of each of the peer's own sessions
}

func newEphemerals() ephemerals {
	return ephemerals{limiter: rate.NewLimiter(ephemeralRate, ephemeralRate)}
}

func (e *ephemerals) allow(session string, count uint64, now time.Time) bool {
	return e.limiter.AllowN(now, 1) && e.rises(session, count)
}

// rises reports whether a count is higher than the last one of the peer's session, and remembers it. If there are too
// many sessions, it forgets some; then only the peer itself can repeat a message.
func (e *ephemerals) rises(session string, count uint64) bool {
	if last, known := e.counts[session]; known && count <= last {
		return false
	}
	if e.counts == nil || len(e.counts) >= maxEphemeralPeers {
		e.counts = make(map[string]uint64)
	}
	e.counts[session] = count
	return true
}
