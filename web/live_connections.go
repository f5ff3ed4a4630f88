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
	answer := &api.ConnectionsAnswer{Total: len(all), Items: make([]api.Connection, 0, min(len(all), connectionsShown))}
	for _, live := range all[:min(len(all), connectionsShown)] {
		device, err := c.deviceOf(ctx, live.SessionID)
		if err != nil {
			return nil, err
		}
		answer.Items = append(answer.Items, api.Connection{User: live.User, Device: device,
			Since: api.TimeOf(live.Since), Received: live.Received, Sent: live.Sent,
			Current: live.SessionID == who.SessionID})
	}
	return answer, nil
}

// deviceOf is what the browser of a sign-in calls itself; "" for a personal token.
func (c *liveConnections) deviceOf(ctx context.Context, session string) (string, error) {
	id, err := crm.ParseID(session)
	if err != nil {
		return "", nil
	}
	held, err := c.store.Session(ctx, id)
	if crm.CodeOf(err) == crm.CodeNotFound {
		return "", nil
	}
	return held.Device, err
}
