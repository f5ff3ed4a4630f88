package api

import (
	"encoding/json"

	"roomkey/crm"
)

// PreferencesAnswer is what the caller has set in the app, for all their devices.
type PreferencesAnswer struct {
	// Their state, for If-Match.
	ETag   string          `json:"-" header:"ETag"`
	Values json.RawMessage `json:"values" ref:"Object"`
	// null: nothing was ever set.
	UpdatedAt *Time `json:"updatedAt"`
}

// PutPreferencesRequest replaces what the caller has set in the app.
type PutPreferencesRequest struct {
	// Entity tags of GET /preferences, of which one must be the present one; or *.
	IfMatch string `header:"If-Match"`
	// An object of at most 64 KiB, 256 names of at most 128 bytes, and 16 levels. The server gives it back as it is.
	Values json.RawMessage `json:"values" ref:"Object"`
}

// PatchPreferencesRequest sets and removes some of what the caller has set in the app.
type PatchPreferencesRequest struct {
	// Entity tags of GET /preferences, of which one must be the present one; or *.
	IfMatch string `header:"If-Match"`
	// By name: null removes, and any other value replaces the present one as a whole. Names that are not there stay.
	// What is there in the end is bounded as by PUT.
	Values json.RawMessage `json:"values" ref:"Object"`
}

// SavedView is a list as somebody wants to see it again.
type SavedView struct {
	// A UUID that the client makes.
	ID crm.ID `json:"id"`
	// Of the records: escrow, listing, client, appointment or lead.
	Type string `json:"type"`
	Name string `json:"name" trim:"true" minLength:"1" maxLength:"80"`
	// Filters, sort, columns, group and density, as the app writes them: at most 4 KiB and 8 levels.
	Query json.RawMessage `json:"query" ref:"Object"`
	// With whom: nobody where it is null.
	Shared *string `json:"shared" enum:"team,broker"`
	// With which it is shared; the owner's first one unless told.
	Team crm.ID `json:"team,omitempty" ref:"MaybeID"`
	// Who put it. Of the views that one puts, oneself.
	Owner crm.ID `json:"owner,omitempty" ref:"MaybeID"`
	// By its owner. What others pin is theirs to keep, in their preferences.
	Pinned bool `json:"pinned"`
}

// SavedViewsAnswer lists the saved views that the caller sees: first their own, in the order in which they were put,
// then those that others share, by name.
type SavedViewsAnswer struct {
	// Their state, for If-Match.
	ETag  string      `json:"-" header:"ETag"`
	Items []SavedView `json:"items"`
}

// PutSavedViewsRequest replaces all saved views of the caller's own; those of others stay.
type PutSavedViewsRequest struct {
	// Entity tags of GET /views, of which one must be the present one; or *.
	IfMatch string      `header:"If-Match"`
	Items   []SavedView `json:"items" maxItems:"100"`
}
