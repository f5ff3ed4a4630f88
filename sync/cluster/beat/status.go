package beat

import (
	"time"

	"roomkey/sync/cluster/wire"
)

// Status is how a cluster looks from one of its regions.
type Status struct {
	Region     string   `json:"region"`            // that looks
	Rows       Rows     `json:"rows"`              // whether rows can be ordered from here
	Reason     string   `json:"reason"`            // why they can't, in a sentence; "" where they can
	Leader     string   `json:"leader,omitempty"`  // the region that orders rows; "" where that is not known
	Regions    []Region `json:"regions"`           // all of the list, in its order
	Refused    []Count  `json:"refused,omitempty"` // messages that were not taken in
	Imported   uint64   `json:"imported"`          // log entries of others that were taken in
	Dropped    uint64   `json:"dropped"`           // those that could not be: whole records are compared then
	Compared   uint64   `json:"compared"`          // records that differed when all were compared
	Mismatched uint64   `json:"mismatched"`        // … although both regions had all entries of all logs
	Pulled     uint64   `json:"pulled"`            // bytes that others were asked for
	Problem    string   `json:"problem,omitempty"` // what an operator should look at, in a sentence
	Since      string   `json:"since,omitempty"`   // when this server was started
	Routes     int      `json:"routes"`            // regions that this one's NATS is connected to
	Network    Network  `json:"network"`           // where NATS is
}

// Network says where NATS is.
type Network string

// Where it may be.
const (
	NetworkInside  Network = "inside"
	NetworkOutside Network = "outside"
	NetworkNone    Network = "none" // there is one region
)

// Rows says whether rows can be ordered.
type Rows string

// The answers.
const (
	RowsAvailable   Rows = "available"
	RowsUnavailable Rows = "unavailable"
)

// Count is how often something happened since the start.
type Count struct {
	Reason string `json:"reason"`
	Times  uint64 `json:"times"`
}

// Region is one region, as another one sees it.
type Region struct {
	Name      string  `json:"name"`
	State     State   `json:"state"`
	Connected bool    `json:"connected"`         // heard in the last three seconds, or it is the one that looks
	Leader    bool    `json:"leader"`            // it leads the order of rows
	Member    bool    `json:"member"`            // it orders rows
	Witness   bool    `json:"witness,omitempty"` // it holds no content
	Silent    float64 `json:"silent_seconds"`    // since it was heard last; 0 for this region, and where it never was
	Lacks     uint64  `json:"lacks"`             // log entries that this region has and that one has not
	Missing   uint64  `json:"behind"`            // log entries that it has and this region has not
	Position  uint64  `json:"position"`          // the last ledger entry that it has applied
	Behind    uint64  `json:"ledger_behind"`     // ledger entries that others have applied and it has not
	Schema    uint64  `json:"schema"`
	Version   uint64  `json:"version"` // of the messages that it speaks
	Origin    string  `json:"origin,omitempty"`
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
		r := Region{Name: name, State: StateHere, Connected: true, Member: i < b.config.Members}
		p, beat := b.peers[name], &b.own
		if p != nil {
			beat = p.beat
			r.State, r.Connected = p.state(), p.there && now.Sub(p.heard) < doubt
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
	r.Position, r.Schema, r.Version, r.Origin = beat.Ledger, beat.Schema, beat.Wire, beat.Origin
	if !r.Witness {
		r.Lacks, r.Missing = beat.Have.Lacks(b.own.Have), b.own.Have.Lacks(beat.Have)
		r.Behind = last - beat.Ledger
	}
}

// Order notes which region leads the order of rows, and why rows can't be ordered from here; "" where they can.
func (s *Status) Order(leader, reason string) {
	s.Leader, s.Reason, s.Rows = leader, reason, RowsAvailable
	if reason != "" {
		s.Rows = RowsUnavailable
	}
	for i := range s.Regions {
		s.Regions[i].Leader = leader != "" && s.Regions[i].Name == leader
	}
}
