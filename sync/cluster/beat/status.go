package beat

import (
	"time"

	"roomkey/sync/cluster/wire"
)

// Status is how a cluster looks from one of its regions.
type Status struct {
	Region   string   `json:"region"`             // that looks
	Leader   string   `json:"leader,omitempty"`   // the region that orders rows; "" where that is not known
	Majority bool     `json:"majority"`           // rows can be ordered from here
	Regions  []Region `json:"regions"`            // all of the list, in its order
	Refused  []Count  `json:"refused,omitempty"`  // messages that were not taken in
	Imported uint64   `json:"imported"`           // log entries of others that were taken in
	Dropped  uint64   `json:"dropped"`            // those that could not be: whole records are compared then
	Compared uint64   `json:"compared"`           // records that differed when all were compared
	Pulled   uint64   `json:"pulled"`             // bytes that others were asked for
	Problem  string   `json:"problem,omitempty"`  // what an operator should look at, in a sentence
	Since    string   `json:"since,omitempty"`    // when this server was started
	Routes   int      `json:"routes"`             // regions that this one's NATS is connected to
	Network  string   `json:"network"`            // "inside" or "outside"
	Unready  string   `json:"rows_off,omitempty"` // why rows can't be ordered from here, in a sentence
}

// Count is how often something happened since the start.
type Count struct {
	Reason string `json:"reason"`
	Times  uint64 `json:"times"`
}

// Region is one region, as another one sees it.
type Region struct {
	Name    string  `json:"name"`
	State   State   `json:"state"`
	Member  bool    `json:"member"`            // it orders rows
	Witness bool    `json:"witness,omitempty"` // it holds no content
	Silent  float64 `json:"silent_seconds"`    // since it was heard last; 0 for this region, and where it never was
	Lacks   uint64  `json:"lacks"`             // log entries that this region has and that one has not
	Ahead   uint64  `json:"ahead"`             // log entries that it has and this region has not
	Ledger  uint64  `json:"ledger"`            // the last ledger entry that it has applied
	Behind  uint64  `json:"ledger_behind"`     // ledger entries that others have applied and it has not
	Schema  uint64  `json:"schema"`
	Version uint64  `json:"version"`
	Origin  string  `json:"origin,omitempty"`
}

// State is how well a region is heard.
type State string

// The states of a region.
const (
	StateHere   State = "here"   // it is the one that looks
	StateThere  State = "there"  // it was heard in the last six seconds
	StateSilent State = "silent" // it was heard, and is not any more
	StateUnseen State = "unseen" // it was never heard since this server was started
)

// Look gives what the board knows. What it does not know is zero.
func (b *Board) Look() Status {
	b.mu.Lock()
	defer b.mu.Unlock()
	now, last := b.config.Now(), b.own.Ledger
	for _, p := range b.peers {
		if p.beat != nil {
			last = max(last, p.beat.Ledger)
		}
	}
	s := Status{Region: b.config.Port.Region(), Leader: b.own.Leader}
	for i, name := range b.config.Regions {
		r := Region{Name: name, State: StateHere, Member: i < b.config.Members}
		p, beat := b.peers[name], &b.own
		if p != nil {
			beat = p.beat
			r.State = p.state()
		}
		if p != nil && beat != nil {
			r.Silent = now.Sub(p.heard).Round(100 * time.Millisecond).Seconds()
		}
		if beat != nil {
			b.fillLocked(&r, beat, last)
		}
		s.Regions = append(s.Regions, r)
	}
	return s
}

func (p *peer) state() State {
	switch {
	case p.there:
		return StateThere
	case p.beat != nil:
		return StateSilent
	}
	return StateUnseen
}

func (b *Board) fillLocked(r *Region, beat *wire.Beat, last uint64) {
	r.Witness = !beat.Holds
	r.Ledger, r.Schema, r.Version, r.Origin = beat.Ledger, beat.Schema, beat.Wire, beat.Origin
	if !r.Witness {
		r.Lacks, r.Ahead = beat.Have.Lacks(b.own.Have), b.own.Have.Lacks(beat.Have)
		r.Behind = last - beat.Ledger
	}
}
