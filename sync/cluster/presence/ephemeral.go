package presence

import (
	"context"
	"slices"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// maxSaid bounds the ephemeral messages that wait to be sent; more are dropped. Whoever is there says it again: a caret
// every ten seconds.
const maxSaid = 2000

// Said takes an ephemeral message of a device here. It does not block.
func (p *Presence) Said(m crm.Ephemeral) {
	m.Data = slices.Clone(m.Data)
	select {
	case p.said <- m:
	default:
	}
}

// keepSaying tells other regions what devices say here, each at once, and together what has come meanwhile, until ctx
// ends.
func (p *Presence) keepSaying(ctx context.Context) {
	for {
		var list []crm.Ephemeral
		select {
		case m := <-p.said:
			list = append(list, m)
		case <-ctx.Done():
			return
		}
		for len(list) < wire.EphemeralsAtOnce && len(p.said) > 0 {
			list = append(list, <-p.said)
		}
		// One that is lost is missed by nobody.
		_ = p.config.Port.Publish(wire.EphemeralSubject(p.config.Port.Region()), wire.KindEphemeral, crm.ID{},
			wire.EncodeEphemerals(list))
	}
}

// hearSaid passes on what devices say in another region.
func (p *Presence) hearSaid(m wire.Message) {
	list, err := wire.DecodeEphemerals(m.Payload)
	if err != nil {
		p.config.Port.Malformed()
		return
	}
	for _, said := range list {
		p.config.Pass(said)
	}
}
