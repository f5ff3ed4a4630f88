package command

import (
	"context"
	"time"

	"roomkey/plugins"
)

// resealAgain is how long a server waits after it could not seal the secrets of plugins.
const resealAgain = time.Minute

// reseal seals the secrets of plugins with the server's own secret that were sealed with the other one, so that the
// other one can be taken away. It returns when ctx ends.
func (s *serving) reseal(ctx context.Context, keys secrets, registry *plugins.Registry) error {
	for keys.other != nil && registry != nil && ctx.Err() == nil {
		resealed, err := s.resealAll(ctx, registry)
		if resealed > 0 {
			s.log.Info("secrets of plugins were sealed with the new secret", "count", resealed)
		}
		if err == nil {
			break
		}
		s.log.Warn("seal secrets of plugins with the new secret", "err", err)
		select {
		case <-ctx.Done():
		case <-time.After(resealAgain):
		}
	}
	<-ctx.Done()
	return nil
}

func (s *serving) resealAll(ctx context.Context, registry *plugins.Registry) (resealed int, err error) {
	brokers, err := s.store.Brokerages(ctx)
	if err != nil {
		return 0, err
	}
	for _, broker := range brokers {
		n, err := registry.Reseal(ctx, broker)
		resealed += n
		if err != nil {
			return resealed, err
		}
	}
	return resealed, nil
}
