package web

import (
	"context"

	"roomkey/web/api"
)

// about tells what anybody may know.
type about struct {
	hasDemoAccounts func(context.Context) (bool, error) // nil: there are none
}

func (a *about) show(ctx context.Context, _ *principal, _ *api.Empty) (*api.About, error) {
	if a.hasDemoAccounts == nil {
		return &api.About{}, nil
	}
	demo, err := a.hasDemoAccounts(ctx)
	return &api.About{Demo: demo}, err
}
