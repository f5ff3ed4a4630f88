package api

import "roomkey/crm"

// Webhook is an address that is told of events by HTTP.
type Webhook struct {
	ID crm.ID `json:"id"`
	// Who made it: it hears what they may read.
	User crm.ID `json:"user"`
	URL  string `json:"url"`
	// The events that it asks for.
	Events []string `json:"events"`
	// What it is for.
	Note string `json:"note"`
	// While it is not active, nothing is queued for it, and what was queued before waits.
	Status string `json:"status" enum:"active,paused,disabled"`
	// Why the server has disabled it: it only failed for days, it answered 410, too many deliveries waited, or its
	// maker's password was changed.
	Reason *string `json:"reason" enum:"failed,gone,full,password"`
	// The first failure since it answered last; null: its last attempt was none.
	FailingSince *Time `json:"failingSince"`
	// Until when the secret before signs too.
	PreviousUntil *Time `json:"previousUntil"`
	CreatedAt     Time  `json:"createdAt"`
	// What deliveries are signed with: shown once, when it is made.
	Secret string `json:"secret,omitempty"`
}

// WebhooksAnswer lists webhooks: one's own, or all of the brokerage for the broker role.
type WebhooksAnswer struct {
	Items []Webhook `json:"items"`
	// The events that can be asked for.
	Events []string `json:"events"`
}

// CreateWebhookRequest makes a webhook.
type CreateWebhookRequest struct {
	// An https address, without a name and a password.
	URL string `json:"url" trim:"true" minLength:"1" maxLength:"2048"`
	// Some of the events of GET /webhooks.
	Events []string `json:"events" minItems:"1" maxItems:"100"`
	Note   string   `json:"note,omitempty" trim:"true" maxLength:"120"`
}

// PatchWebhookRequest changes what is given of a webhook.
type PatchWebhookRequest struct {
	ByID
	URL    *string   `json:"url,omitempty" nullable:"true" trim:"true" minLength:"1" maxLength:"2048"`
	Events *[]string `json:"events,omitempty" nullable:"true" minItems:"1" maxItems:"100"`
	Note   *string   `json:"note,omitempty" nullable:"true" trim:"true" maxLength:"120"`
	// false pauses it, true lets it go on, also where the server has disabled it.
	Active *bool `json:"active,omitempty" nullable:"true"`
}

// WebhookDelivery is one event for a webhook, and how its last attempt went.
type WebhookDelivery struct {
	ID    crm.ID `json:"id"`
	Event string `json:"event"`
	// What it is about; null: no record, or no task.
	Record *crm.ID `json:"record"`
	Task   *crm.ID `json:"task"`
	At     Time    `json:"at"`
	// dropped: who made the webhook may not read it, or no longer.
	Status   string `json:"status" enum:"waiting,delivered,failed,dropped"`
	Attempts int    `json:"attempts"`
	// When it is tried next; null: it is not, or not until the webhook is active again.
	NextAt *Time `json:"nextAt"`
	// The last attempt: when it was, and how many milliseconds it took.
	TriedAt      *Time `json:"triedAt"`
	Milliseconds int   `json:"milliseconds"`
	// The status of its answer; null: there was none.
	Code *int `json:"code"`
	// How the answer begins.
	Response string `json:"response"`
	// What was wrong, in words; empty: nothing.
	Error string `json:"error"`
}

// WebhookDeliveriesRequest asks for a page of a webhook's deliveries.
type WebhookDeliveriesRequest struct {
	ByID
	Cursor string `query:"cursor"` // The next of an earlier answer.
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// WebhookDeliveriesAnswer is a page of a webhook's deliveries, the newest first. The last 200 that have ended are kept,
// for 30 days at most.
type WebhookDeliveriesAnswer struct {
	Items []WebhookDelivery `json:"items"`
	// The cursor of the page that follows; null at the end.
	Next *string `json:"next"`
}

// DeliveryRequest names a delivery of a webhook.
type DeliveryRequest struct {
	ByID
	Delivery crm.ID `path:"delivery"`
}
