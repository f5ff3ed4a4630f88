package command

import (
	"context"
	"errors"
	"time"

	"roomkey/plugins"
)

// resealAgain is how long a server waits after it could not seal the secrets of plugins.
const resealAgain = time.Minute

// reseal seals the secrets of plugins with the server's own secret that were sealed with the other one, so that the
// other one can be taken away. It tells of those that it can't open, and tries again what may go well later. It returns
// when ctx ends.
func (s *serving) reseal(ctx context.Context, keys secrets, registry *plugins.Registry) error {
	for keys.other != nil && registry != nil && ctx.Err() == nil {
		resealed, err := s.resealAll(ctx, registry)
		if resealed > 0 {
			s.log.Info("secrets of plugins were sealed with the new secret", "count", resealed)
		}
		if err == nil {
			break
		}
		if sealed := new(plugins.SealedError); errors.As(err, &sealed) {
			s.log.Error("seal secrets of plugins with the new secret", "err", err)
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
	var sealed plugins.SealedError // of all brokerages: those of others are sealed nevertheless
	for _, broker := range brokers {
		n, err := registry.Reseal(ctx, broker)
		resealed += n
		var some *plugins.SealedError
		if errors.As(err, &some) {
			sealed.Secrets = append(sealed.Secrets, some.Secrets...)
		} else if err != nil {
			return resealed, err
		}
	}
	if len(sealed.Secrets) > 0 {
		return resealed, &sealed
	}
	return resealed, nil
}
