package web

import (
	"context"

	"roomkey/crm"
	"roomkey/store"
	realtime "roomkey/sync"
	"roomkey/web/api"
)

// connectionsShown bounds how many are listed.
const connectionsShown = 500

// liveConnections are the connections of the caller's brokerage.
type liveConnections struct {
	store *store.Store
	hub   *realtime.Hub
}

// list answers with the newest of them, and how many there are.
func (c *liveConnections) list(ctx context.Context, who *principal, _ *api.Empty) (*api.ConnectionsAnswer, error) {
	all := c.hub.Connections(who.user().Broker)
	shown := all[:min(len(all), connectionsShown)]
	sessions := make([]crm.ID, len(shown)) // zero: a personal token's
	for i, live := range shown {
		if id, err := crm.ParseID(live.SessionID); err == nil {
			sessions[i] = id
		}
	}
	devices, err := c.store.Devices(ctx, sessions)
	if err != nil {
		return nil, err
	}
	answer := &api.ConnectionsAnswer{Total: len(all), Items: make([]api.Connection, len(shown))}
	for i, live := range shown {
		answer.Items[i] = api.Connection{User: live.User, Device: devices[sessions[i]],
			Since: api.TimeOf(live.Since), Received: live.Received, Sent: live.Sent,
			Current: live.SessionID == who.SessionID}
	}
	return answer, nil
}
