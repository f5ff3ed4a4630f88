package api

import (
	"encoding/json"

	"roomkey/crm"
)

// ActivityRequest asks what happened lately.
type ActivityRequest struct {
	Cursor string `query:"cursor"` // The next of an earlier answer.
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"20"`
}

// Activity is something that happened to a record: who did what when, never a value.
type Activity struct {
	At     Time    `json:"at"`
	User   crm.ID  `json:"user" ref:"MaybeID"`
	Action string  `json:"action"`
	Record crm.ID  `json:"record" ref:"MaybeID"`
	Field  Pointer `json:"field,omitempty"`
	Reason string  `json:"reason,omitempty"`
}

// ActivityAnswer lists what happened, the newest first.
type ActivityAnswer struct {
	Items []Activity `json:"items"`
	// The cursor of what happened before; null at the end. A page may have fewer items than asked for where others
	// follow.
	Next *string `json:"next"`
}

// NotificationsRequest asks for what the caller was told.
type NotificationsRequest struct {
	Cursor string `query:"cursor"` // The next of an earlier answer.
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

// Notification is something that a user was told.
type Notification struct {
	ID   crm.ID `json:"id"`
	At   Time   `json:"at"`
	Read bool   `json:"read"`
	// Such as mention, in a note; assignment, of an item of a checklist; refusal, of changes that one made; or
	// transfer, of a record that one owned or owns now.
	Kind   string `json:"kind"`
	Record crm.ID `json:"record" ref:"MaybeID"`
	By     crm.ID `json:"by" ref:"MaybeID"`
	// Of a mention: note, its id. Of an assignment: item, its id. Of a refusal: code, message, and the field where one
	// is at fault. Of a transfer: before and after, each with owner, team and visibility, and private: true if who made
	// it may read the private fields since.
	Data json.RawMessage `json:"data,omitempty" ref:"Object"`
}

// NotificationsAnswer lists what the caller was told, the newest first.
type NotificationsAnswer struct {
	Items []Notification `json:"items"`
	// The cursor of earlier ones; null at the end. A page may have fewer items than asked for where others follow.
	Next *string `json:"next"`
}

// ReadNotificationsRequest marks notifications as read.
type ReadNotificationsRequest struct {
	// Which; all where none are named.
	IDs []crm.ID `json:"ids,omitempty" nullable:"true" maxItems:"500"`
}

// ClientErrorRequest reports an error that a browser met. Only its class, its places in the app's own scripts and the
// app's version are kept: messages and stacks may quote what a user typed.
type ClientErrorRequest struct {
	Name    string `json:"name,omitempty"`
	Message string `json:"message,omitempty"`
	Stack   string `json:"stack,omitempty"`
	URL     string `json:"url,omitempty"`
	Version string `json:"version,omitempty"`
}
