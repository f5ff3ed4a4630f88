package parts_test

import (
	"context"
	"errors"
	"testing"

	"roomkey/internal/parts"
)

func TestRun_NoneGoesOnWithoutTheOthers(t *testing.T) {
	one, other := errors.New("one"), errors.New("other")
	waits := func(ctx context.Context) error { <-ctx.Done(); return other }
	err := parts.Run(t.Context(), waits, func(context.Context) error { return one }, waits)
	if !errors.Is(err, one) || !errors.Is(err, other) {
		t.Errorf("it says %v", err)
	}
	if err := parts.Run(t.Context(), waits, func(context.Context) error { return nil }); !errors.Is(err, other) {
		t.Errorf("after one that ended well it says %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := parts.Run(ctx, func(ctx context.Context) error { <-ctx.Done(); return nil }); err != nil {
		t.Errorf("ended from outside it says %v", err)
	}
}
