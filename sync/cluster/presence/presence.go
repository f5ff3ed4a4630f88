package presence

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

const (
	// tellEvery is the least time between two messages: what changes meanwhile goes into one.
	tellEvery = 50 * time.Millisecond
	// tellAtLeast is how long a region says nothing: the message after one that was lost tells of the loss.
	tellAtLeast = 2 * time.Second
	askTime     = 5 * time.Second // for a page of another region's table
	askAgain    = time.Second     // after a page that did not come
	// maxTold bounds the devices in a message. Of a device the longest texts together have 1 KiB.
	maxTold = 500
)

// Config configures a Presence. All is required.
type Config struct {
	Port    *wire.Port
	Regions []string // whose people are shown, this one among them
	// Show shows a device of another region, or that it has gone. Calls for one region come one after the other.
	Show func(region string, p crm.Presence)
	// Pass passes on an ephemeral message of a device of another region, whose data it must not keep.
	Pass func(m crm.Ephemeral)
}

// Presence is this region's part. Its methods may be called concurrently.
type Presence struct {
	config Config
	wake   chan struct{} // holds one when something is to be told
	said   chan crm.Ephemeral

	mu    sync.Mutex // guards what follows
	own   map[wire.DeviceKey]crm.Presence
	dirty map[wire.DeviceKey]bool
	told  uint64 // messages that were sent
	table table

	regions map[string]*region
}

// New makes a Presence. It starts nothing: see Run.
func New(config Config) *Presence {
	p := &Presence{config: config, wake: make(chan struct{}, 1), said: make(chan crm.Ephemeral, maxSaid),
		own: make(map[wire.DeviceKey]crm.Presence), dirty: make(map[wire.DeviceKey]bool),
		regions: make(map[string]*region)}
	for _, name := range config.Regions {
		if name != config.Port.Region() {
			p.regions[name] = newRegion(name, config.Show)
		}
	}
	return p
}

// Shown takes what a room here is told of a device. It does not block.
func (p *Presence) Shown(d crm.Presence) {
	key := wire.KeyOf(&d)
	p.mu.Lock()
	if d.Status == "" {
		delete(p.own, key)
	} else {
		p.own[key] = d
	}
	p.dirty[key] = true
	p.mu.Unlock()
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// Changed notes that a region is silent, or is heard again.
func (p *Presence) Changed(name string, there bool) {
	if r := p.regions[name]; r != nil {
		r.reset(there)
	}
}

// Run tells and hears until ctx ends. Errors: the network's, where it can't be subscribed to.
func (p *Presence) Run(ctx context.Context) error {
	port := p.config.Port
	stop, err := port.Open(wire.Way{Subject: wire.AnyPresence, Kind: wire.KindPresence, Hear: p.hear},
		wire.Way{Subject: wire.AnyEphemeral, Kind: wire.KindEphemeral, Hear: p.hearSaid},
		wire.Way{Subject: wire.PresenceAskSubject(port.Region()), Kind: wire.KindPresenceAsk, Answer: p.answer})
	if err != nil {
		return err
	}
	defer stop()
	var beside sync.WaitGroup
	defer beside.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for _, r := range p.regions {
		beside.Go(func() { p.keepAsking(ctx, r) })
	}
	beside.Go(func() { p.keepSaying(ctx) })
	p.keepTelling(ctx)
	return nil
}

// keepTelling tells the others what changes, until ctx ends.
func (p *Presence) keepTelling(ctx context.Context) {
	for {
		select {
		case <-p.wake:
		case <-time.After(tellAtLeast):
		case <-ctx.Done():
			return
		}
		for p.tell() {
		}
		select {
		case <-time.After(tellEvery):
		case <-ctx.Done():
			return
		}
	}
}

// tell sends what has changed, at most a message; it is true if there is more.
func (p *Presence) tell() (more bool) {
	p.mu.Lock()
	var changed []crm.Presence
	for key := range p.dirty {
		if len(changed) == maxTold {
			more = true
			break
		}
		now, there := p.own[key]
		if !there {
			now = key.Gone()
		}
		changed = append(changed, now)
		delete(p.dirty, key)
	}
	p.told++
	p.mu.Unlock()
	// One that is lost is missed, and the table is asked for.
	_ = p.config.Port.Publish(wire.PresenceSubject(p.config.Port.Region()), wire.KindPresence, crm.ID{},
		wire.EncodePresences(changed))
	return more
}

// answer gives a page of this region's table.
func (p *Presence) answer(_ context.Context, question wire.Message) (wire.Kind, []byte, bool) {
	after, err := wire.DecodePresenceAsk(question.Payload)
	if err != nil {
		p.config.Port.Malformed()
		return 0, nil, false
	}
	if after == (wire.DeviceKey{}) {
		p.sort()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	at, found := slices.BinarySearchFunc(p.table.keys, after, wire.DeviceKey.Compare)
	if found {
		at++
	}
	page := wire.PresencePage{Told: p.table.told}
	for ; at < len(p.table.keys) && len(page.Devices) < maxTold; at++ {
		if d, there := p.own[p.table.keys[at]]; there { // else it has gone, which is told to everybody
			page.Devices = append(page.Devices, d)
		}
	}
	page.Last = at == len(p.table.keys)
	return wire.KindPresenceTable, wire.EncodePresencePage(&page), true
}

// table is who is here, in order, when a first page was asked for last. Who has come since is told to everybody.
type table struct {
	keys []wire.DeviceKey
	told uint64 // messages that were sent before
}

// sort puts the table in order, once for all of its pages.
func (p *Presence) sort() {
	p.mu.Lock()
	t := table{slices.Collect(maps.Keys(p.own)), p.told}
	p.mu.Unlock()
	slices.SortFunc(t.keys, wire.DeviceKey.Compare)
	p.mu.Lock()
	p.table = t
	p.mu.Unlock()
}

// hear takes what another region tells.
func (p *Presence) hear(m wire.Message) {
	r := p.regions[m.Region]
	if r == nil || m.Kind != wire.KindPresence {
		return
	}
	changed, err := wire.DecodePresences(m.Payload)
	if err != nil {
		p.config.Port.Malformed()
		return
	}
	r.take(&m, changed)
}

// keepAsking asks a region for its table whenever it is not known, until ctx ends.
func (p *Presence) keepAsking(ctx context.Context, r *region) {
	for {
		select {
		case <-r.ask:
		case <-ctx.Done():
			return
		}
		for r.asks() && !p.askAll(ctx, r) {
			select {
			case <-time.After(askAgain):
			case <-ctx.Done():
				return
			}
		}
	}
}

// askAll asks for a region's whole table.
func (p *Presence) askAll(ctx context.Context, r *region) (ok bool) {
	asked := r.asking()
	var after wire.DeviceKey
	var all []crm.Presence
	first := uint64(0)
	for {
		limited, cancel := context.WithTimeout(ctx, askTime)
		m, err := p.config.Port.Request(limited, wire.PresenceAskSubject(r.name), wire.KindPresenceAsk, crm.ID{},
			wire.EncodePresenceAsk(after), wire.KindPresenceTable)
		cancel()
		if err != nil {
			return false
		}
		page, err := wire.DecodePresencePage(m.Payload)
		if err != nil {
			p.config.Port.Malformed()
			return false
		}
		if first == 0 {
			first = page.Told + 1
		}
		all = append(all, page.Devices...)
		if page.Last || len(page.Devices) == 0 {
			return r.replace(asked, m.Boot, first-1, all)
		}
		after = wire.KeyOf(&page.Devices[len(page.Devices)-1])
	}
}
