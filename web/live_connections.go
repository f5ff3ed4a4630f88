package web

import (
	"context"
	"strings"

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
		if id := idOrNull(live.SessionID); id != nil {
			sessions[i] = *id
		}
	}
	devices, err := c.store.Devices(ctx, sessions)
	if err != nil {
		return nil, err
	}
	answer := &api.ConnectionsAnswer{Total: len(all), Items: make([]api.Connection, len(shown))}
	for i, live := range shown {
		answer.Items[i] = api.Connection{User: live.User, Device: devices[sessions[i]],
			Since: api.TimeOf(live.Since), Transport: transportOf(live.Polls), Received: live.Received,
			Sent: live.Sent, Current: live.SessionID == who.SessionID}
		if token, personal := strings.CutPrefix(live.SessionID, personalSession); personal {
			answer.Items[i].Token = idOrNull(token)
		} else {
			answer.Items[i].Session = idOrNull(live.SessionID)
		}
	}
	return answer, nil
}

func transportOf(polls bool) string {
	if polls {
		return "http"
	}
	return "websocket"
}

// idOrNull reads an id; nil if it is none.
func idOrNull(text string) *crm.ID {
	id, err := crm.ParseID(text)
	if err != nil {
		return nil
	}
	return &id
}
