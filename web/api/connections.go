package api

import "roomkey/crm"

// Connection is a live connection of somebody of the brokerage.
type Connection struct {
	User crm.ID `json:"user"`
	// What the browser of its sign-in calls itself; empty where it came by a personal token.
	Device string `json:"device"`
	Since  Time   `json:"since"`
	// By which it goes; http where the network lets no WebSocket through.
	Transport string `json:"transport" enum:"websocket,http"`
	// The sign-in that it came by, which DELETE /admin/sessions/{id} ends; null where it came by a personal token.
	Session *crm.ID `json:"session"`
	// The personal token that it came by, which DELETE /admin/tokens/{id} ends; null where it came by a sign-in.
	Token *crm.ID `json:"token"`
	// Messages that came over it, and that went.
	Received int64 `json:"received"`
	Sent     int64 `json:"sent"`
	// Whether it came by the same sign-in as this request.
	Current bool `json:"current"`
}

// ConnectionsAnswer lists the brokerage's live connections, the newest first, 500 at most.
type ConnectionsAnswer struct {
	Items []Connection `json:"items"`
	// How many there are.
	Total int `json:"total"`
}
