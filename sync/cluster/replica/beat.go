package replica

import (
	"slices"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// FillBeat says in a beat how far this region has come. Nothing that it says is lost by a crash.
func (r *Replica) FillBeat(b *wire.Beat) {
	r.mu.Lock()
	defer r.mu.Unlock()
	b.Holds, b.Origin = true, r.own.String()
	b.Have = wire.Vector{b.Origin: r.config.Log.OwnHave()}
	for origin, f := range r.followers {
		if f.saved > 0 {
			b.Have[origin.String()] = f.saved
		}
	}
}

// HearBeat takes in how far another region has come, and pulls what this one lacks.
func (r *Replica) HearBeat(region string, b *wire.Beat) {
	if region == r.config.Port.Region() || !slices.Contains(r.config.Regions, region) {
		return
	}
	if !b.Holds {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.witnesses[region] = true
		return
	}
	have := make(map[crm.Origin]uint64, len(b.Have))
	for name, seq := range b.Have {
		origin, err := crm.ParseOrigin(name)
		if err != nil {
			r.config.Port.Malformed()
			return
		}
		have[origin] = seq
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.peerLocked(region)
	p.have, p.origin = have, b.Origin
	for origin := range have {
		if origin != r.own {
			r.followLocked(origin)
		}
	}
	r.pullLocked()
}

// Behind returns how many entries other regions have and this one has not, as far as they have said.
func (r *Replica) Behind() uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.behindLocked()
}

func (r *Replica) behindLocked(without ...string) (entries uint64) {
	for origin, f := range r.followers {
		most := f.have
		for name, p := range r.peers {
			if !slices.Contains(without, name) {
				most = max(most, p.have[origin])
			}
		}
		entries += most - f.have
	}
	return entries
}

// everybody says what of each log all regions have; nothing while one of them was not heard.
func everybody(r *Replica) (spans []crm.LogSpan) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, origin := range append(slices.Clone(r.order), r.own) {
		least := r.config.Log.OwnHave()
		if f := r.followers[origin]; f != nil {
			least = f.saved
		}
		for _, name := range r.config.Regions {
			if name == r.config.Port.Region() || r.witnesses[name] {
				continue
			}
			p := r.peers[name]
			if p == nil {
				return nil
			}
			least = min(least, p.have[origin])
		}
		if least > 0 {
			spans = append(spans, crm.LogSpan{Origin: origin, Have: least})
		}
	}
	return spans
}

// CaughtUp reports whether each other region that holds content has told what it has, and all of that is here; but for
// some regions, which it does without.
func (r *Replica) CaughtUp(without ...string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, name := range r.config.Regions {
		if name != r.config.Port.Region() && r.peers[name] == nil && !r.witnesses[name] &&
			!slices.Contains(without, name) {
			return false
		}
	}
	return r.comparing == "" && r.behindLocked(without...) == 0
}
