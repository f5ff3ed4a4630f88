package sync

import (
	"context"
	"io"
	"time"
)

type dossier struct{}
type origin struct{}
type audience struct {
	storage Storage
	now     func() time.Time
}
type quarantine struct{ storage Storage }

const maxCompactions = 1

func newOrigin(io.Reader) origin { return origin{} }

// Run serves until ctx ends, then drains.
func (h *Hub) Run(ctx context.Context) error { <-ctx.Done(); return nil }
