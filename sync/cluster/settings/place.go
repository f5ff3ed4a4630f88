package settings

import (
	"context"
	"maps"
	"time"

	"roomkey/sync/cluster/follow"
)

// keepEvery is how often is kept what is here of other regions: after a crash a region pulls what came since.
const keepEvery = 30 * time.Second

// begin notes the start, and goes on with other regions where it was left.
func (s *Settings) begin(ctx context.Context) (err error) {
	if s.starts, err = s.config.Store.StartSettings(ctx, s.config.Port.Boot()); err != nil {
		return err
	}
	if s.places, err = s.config.Store.SettingPlaces(ctx); err != nil {
		return err
	}
	for region, place := range s.places {
		if p := s.peers[region]; p != nil {
			p.Resume(follow.Place{Boot: place[0], Through: place[1]})
		}
	}
	return nil
}

// keepPlaces keeps what is here of other regions, until ctx ends and then once more.
func (s *Settings) keepPlaces(ctx context.Context) {
	tick := time.NewTicker(keepEvery)
	defer tick.Stop()
	for ends := false; !ends; {
		select {
		case <-tick.C:
		case <-ctx.Done():
			ends = true
		}
		places := make(map[string][2]uint64)
		for region, p := range s.peers {
			if place := p.Place(); place.Boot != 0 {
				places[region] = [2]uint64{place.Boot, place.Through}
			}
		}
		if maps.Equal(places, s.places) {
			continue
		}
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTime)
		if err := s.config.Store.KeepSettingPlaces(limited, places); err == nil {
			s.places = places
		} else {
			s.config.Log.Warn("it can't be kept which settings of other regions are here", "error", err)
		}
		cancel()
	}
}
