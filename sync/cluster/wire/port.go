package wire

import (
	"context"
	"slices"
	"strconv"
	"sync"

	"roomkey/crm"
)

// PortConfig configures a Port. All but Refused is required.
type PortConfig struct {
	Network Network
	Region  string   // this one
	Regions []string // all regions of the cluster, this one among them; others are not heard
	Boot    uint64   // another at each start, by chance; not 0
	Keys    Keys
	Refused func(reason string) // counts a message that was not taken in; nil: nobody counts
	Twin    func()              // another server has this region's name and secret; nil: nobody wants to know
}

// Port is a region's end of the network: it seals what the region sends, and hands on what it hears from the other
// regions of its cluster, once, in order, and with the right seal. Its methods may be called concurrently.
type Port struct {
	config PortConfig

	mu     sync.Mutex        // guards counts; held while a message is handed to the network, which keeps their order
	counts map[string]uint64 // messages sent, by subject
}

// NewPort makes a port. It starts nothing.
func NewPort(config PortConfig) *Port {
	if config.Refused == nil {
		config.Refused = func(string) {}
	}
	if config.Twin == nil {
		config.Twin = func() {}
	}
	return &Port{config: config, counts: make(map[string]uint64)}
}

// Region is the region whose end this is.
func (p *Port) Region() string { return p.config.Region }

// Boot is the number of this start of the region.
func (p *Port) Boot() uint64 { return p.config.Boot }

// Publish seals a message and sends it, as Network does. Errors: too_large beyond MaxPayload, and the network's.
func (p *Port) Publish(subject string, kind Kind, brokerage crm.ID, payload []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	data, _, err := p.sealLocked(subject, kind, brokerage, payload)
	if err != nil {
		return err
	}
	return p.config.Network.Publish(subject, data)
}

// Subscribe has take called with the messages of one kind to a subject (wildcards: see Network). take may be slow:
// what comes meanwhile waits, and is dropped beyond what the network holds. Where messages were lost or overtook each
// other, the late ones are refused and the next one says how many are Missed.
func (p *Port) Subscribe(subject string, kind Kind, take func(Message)) (stop func(), err error) {
	known := make(map[source]*heard)
	return p.config.Network.Subscribe(subject, func(subject string, data []byte) {
		m, ok := p.open(subject, kind, data)
		if !ok {
			return
		}
		from := source{m.Region, subject}
		if known[from] == nil {
			if len(known) == maxSources { // of brokerages that came and went, say
				clear(known)
			}
			known[from] = new(heard)
		}
		if m.Missed, ok = known[from].inOrder(m.Boot, m.Counter); !ok {
			p.config.Refused(refusedStale)
			return
		}
		take(m)
	})
}

// maxSources bounds what one subscription remembers.
const maxSources = 10_000

// source is a region's messages to one subject.
type source struct{ region, subject string }

// Request asks and waits for an answer of a kind, until ctx ends. Errors: too_large, and unavailable where nobody
// answered, or the answer was refused.
func (p *Port) Request(ctx context.Context, subject string, kind Kind, brokerage crm.ID, payload []byte,
	answers Kind) (Message, error) {
	p.mu.Lock()
	question, counter, err := p.sealLocked(subject, kind, brokerage, payload)
	p.mu.Unlock()
	if err != nil {
		return Message{}, err
	}
	data, err := p.config.Network.Request(ctx, subject, question)
	if err != nil {
		return Message{}, err
	}
	if m, ok := p.open(answerTo(subject, p.config.Region, p.config.Boot, counter), answers, data); ok {
		return m, nil
	}
	return Message{}, crm.Errorf(crm.CodeUnavailable, "another region's answer was refused")
}

// Answer has answer called with the questions of one kind to a subject, several at once; each comes once. An answer has
// the brokerage of its question. After ok false, or beyond MaxPayload, nothing is answered.
func (p *Port) Answer(subject string, kind Kind,
	answer func(ctx context.Context, question Message) (kind Kind, payload []byte, ok bool)) (stop func(), err error) {
	var mu sync.Mutex
	known := make(map[string]*heard)
	once := func(m *Message) bool {
		mu.Lock()
		defer mu.Unlock()
		if known[m.Region] == nil {
			known[m.Region] = new(heard)
		}
		return known[m.Region].once(m.Boot, m.Counter)
	}
	return p.config.Network.Answer(subject, func(ctx context.Context, data []byte) []byte {
		m, ok := p.open(subject, kind, data)
		if !ok {
			return nil
		}
		if !once(&m) {
			p.config.Refused(refusedStale)
			return nil
		}
		kind, payload, ok := answer(ctx, m)
		if !ok || len(payload) > MaxPayload {
			return nil
		}
		return p.config.Keys.seal(answerTo(subject, m.Region, m.Boot, m.Counter), &Message{Kind: kind,
			Region: p.config.Region, Boot: p.config.Boot, Counter: m.Counter, Brokerage: m.Brokerage, Payload: payload})
	})
}

// Malformed counts a message whose payload could not be read.
func (p *Port) Malformed() { p.config.Refused(refusedPayload) }

// sealLocked seals the next message to a subject.
func (p *Port) sealLocked(subject string, kind Kind, brokerage crm.ID, payload []byte) ([]byte, uint64, error) {
	if len(payload) > MaxPayload {
		return nil, 0, crm.Errorf(crm.CodeTooLarge, "a message to other regions has at most %d bytes", MaxPayload)
	}
	p.counts[subject]++
	m := Message{Kind: kind, Region: p.config.Region, Boot: p.config.Boot, Counter: p.counts[subject],
		Brokerage: brokerage, Payload: payload}
	return p.config.Keys.seal(subject, &m), m.Counter, nil
}

// open opens a message from another region of the cluster, and counts one that is none.
func (p *Port) open(subject string, kind Kind, data []byte) (Message, bool) {
	m, refused := p.config.Keys.open(subject, data)
	if refused == "" && m.Region == p.config.Region && m.Boot != p.config.Boot {
		p.config.Twin()
	}
	switch {
	case refused != "":
	case m.Region == p.config.Region || !slices.Contains(p.config.Regions, m.Region):
		refused = refusedRegion
	case m.Kind != kind:
		refused = refusedKind
	default:
		return m, true
	}
	p.config.Refused(refused)
	return Message{}, false
}

// answerTo stands in the place of the subject in the seal of an answer, so that it answers one question only.
func answerTo(subject, region string, boot, counter uint64) string {
	return subject + " " + region + " " + strconv.FormatUint(boot, 16) + " " + strconv.FormatUint(counter, 16)
}
