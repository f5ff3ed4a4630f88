package beat

import (
	"context"
	"slices"
	"sync"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

const (
	// every is how often a region says how it is.
	every = time.Second
	// Silence is how long nothing is heard from a region before it counts as gone.
	Silence = 6 * time.Second
	// doubt is how long nothing is heard from a member before rows are not sent to the others any more: two beats were
	// lost.
	doubt = 3 * time.Second
)

// Config configures a Board. Port, Regions, Members and Own are required.
type Config struct {
	Port    *wire.Port
	Regions []string         // all, in the order that every region lists them in; this one among them
	Members int              // the first of Regions, which order rows
	Own     func() wire.Beat // how this region is; it must not block for long
	// Heard is called with each beat of another region, one after the other. Nil: nobody wants to know.
	Heard func(region string, b *wire.Beat)
	// Changed is called when a region that was silent is heard, or a heard one has become silent; for one that was
	// started again, first as silent and then as heard. Nil: nobody wants to know.
	Changed func(region string, there bool)
	Now     func() time.Time // by this machine's monotonic clock; nil: time.Now
}

// Board is what a region knows of the others. Its methods may be called concurrently.
type Board struct {
	config Config

	// turns holds one from a change of a peer's there until Changed has returned, so that its calls come in the order
	// in which regions come and go.
	turns chan struct{}

	mu    sync.Mutex // guards what follows
	peers map[string]*peer
	own   wire.Beat // as it was told last
	told  teller
}

// peer is another region.
type peer struct {
	heard time.Time // when it was heard last; zero: never
	boot  uint64
	there bool
	beat  *wire.Beat
}

// New makes a board. It starts nothing: see Run.
func New(config Config) *Board {
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Heard == nil {
		config.Heard = func(string, *wire.Beat) {}
	}
	if config.Changed == nil {
		config.Changed = func(string, bool) {}
	}
	b := &Board{config: config, peers: make(map[string]*peer), turns: make(chan struct{}, 1)}
	for _, region := range config.Regions {
		if region != config.Port.Region() {
			b.peers[region] = &peer{}
		}
	}
	return b
}

// Run tells the others how this region is, and hears them, until ctx ends. Errors: the network's, where it can't be
// subscribed to.
func (b *Board) Run(ctx context.Context) error {
	stop, err := b.config.Port.Subscribe(wire.BeatSubject, wire.KindBeat, b.hear)
	if err != nil {
		return err
	}
	defer stop()
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		b.tell()
		b.watch()
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// tell sends this region's beat. One that is lost is followed by the next.
func (b *Board) tell() {
	own := b.config.Own()
	b.mu.Lock()
	b.own = own
	own.Have = b.told.some(own.Have)
	b.mu.Unlock()
	_ = b.config.Port.Publish(wire.BeatSubject, wire.KindBeat, crm.ID{}, wire.EncodeBeat(&own))
}

// hear takes another region's beat.
func (b *Board) hear(m wire.Message) {
	beat, err := wire.DecodeBeat(m.Payload)
	if err != nil {
		b.config.Port.Malformed()
		return
	}
	b.come(&m, beat)
	b.config.Heard(m.Region, beat)
}

// come notes a beat, and says that its region is there if it was not.
func (b *Board) come(m *wire.Message, beat *wire.Beat) {
	b.turns <- struct{}{}
	defer func() { <-b.turns }()
	b.mu.Lock()
	p := b.peers[m.Region]
	restarted := p.there && p.boot != m.Boot
	came := !p.there || restarted
	if p.boot == m.Boot && p.beat != nil { // a beat names a part of all that the region has; it never has less
		beat.Have = p.beat.Have.Join(beat.Have)
	}
	p.heard, p.boot, p.there, p.beat = b.config.Now(), m.Boot, true, beat
	b.mu.Unlock()
	if restarted { // sooner than anybody had noticed that it was gone
		b.config.Changed(m.Region, false)
	}
	if came {
		b.config.Changed(m.Region, true)
	}
}

// watch notices who has become silent.
func (b *Board) watch() {
	for _, region := range b.config.Regions {
		b.turns <- struct{}{}
		if b.silenced(region) {
			b.config.Changed(region, false)
		}
		<-b.turns
	}
}

// silenced reports whether a region has become silent, and notes that it is.
func (b *Board) silenced(region string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.peers[region]
	if p == nil || !p.there || b.config.Now().Sub(p.heard) < Silence {
		return false
	}
	p.there = false
	return true
}

// Majority reports whether this region hears enough members, itself among them, to order rows. It is an opinion that is
// up to three seconds old: the order itself is safe whatever it says.
func (b *Board) Majority() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	members, heard := b.config.Regions[:b.config.Members], 0
	for _, region := range members {
		p := b.peers[region]
		if p == nil || p.there && b.config.Now().Sub(p.heard) < doubt {
			heard++
		}
	}
	return heard > len(members)/2
}

// Complete reports whether every region of the list is heard now, and the last ledger entry that any of them has
// applied. Only then it is certain that nobody knows a later one.
func (b *Board) Complete() (last uint64, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	last = b.own.Ledger
	for _, p := range b.peers {
		if p.beat == nil || !p.there {
			return 0, false
		}
		last = max(last, p.beat.Ledger)
	}
	return last, true
}

// Highest is the last ledger entry that any region has told of since this server was started, this one included, and
// which regions are not heard now.
func (b *Board) Highest() (last uint64, silent []Region) {
	b.mu.Lock()
	defer b.mu.Unlock()
	last = b.own.Ledger
	for _, name := range b.config.Regions {
		p := b.peers[name]
		if p == nil {
			continue
		}
		r := Region{Name: name, State: p.state()}
		if p.beat != nil {
			last, r.Position = max(last, p.beat.Ledger), p.beat.Ledger
		}
		if !p.there {
			silent = append(silent, r)
		}
	}
	return last, silent
}

// Oldest is the oldest schema and message version among the regions that were heard, this one included: what others
// than this one must understand may not be newer.
func (b *Board) Oldest() (schema, version uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	schema, version = b.own.Schema, b.own.Wire
	for _, p := range b.peers {
		if p.beat != nil {
			schema, version = min(schema, p.beat.Schema), min(version, p.beat.Wire)
		}
	}
	return schema, version
}

// Speaks is the version of messages that a region spoke when it was heard last; 0: it was not heard since this server
// was started.
func (b *Board) Speaks(region string) uint64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	if p := b.peers[region]; p != nil && p.beat != nil {
		return p.beat.Wire
	}
	return 0
}

// There reports whether a region was heard in the last six seconds. This region is always there.
func (b *Board) There(region string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.peers[region]
	return p == nil && slices.Contains(b.config.Regions, region) || p != nil && p.there
}

// Witness reports whether a region has told that it holds no content. One that was not heard has not.
func (b *Board) Witness(region string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.peers[region]
	return p != nil && p.beat != nil && !p.beat.Holds
}
