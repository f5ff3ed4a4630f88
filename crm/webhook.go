package crm

import (
	"encoding/json"
	"slices"
	"time"
)

// WebhookTest is the event of a test that somebody sends to a webhook. Nobody can choose it.
const WebhookTest = "webhook:test"

// WebhookEvents lists the events that a webhook may ask for: those of records, and those of tasks but for their
// progress, which is for screens.
func WebhookEvents() []string {
	var names []string
	for _, t := range Types {
		for _, what := range []string{Created, Updated, Archived, Restored, Deleted} {
			names = append(names, EventName(t.Name, what))
		}
	}
	return append(names, EventTaskStarted, EventTaskReview, EventTaskCompleted, EventTaskFailed, EventTaskCancelled)
}

// WebhookStatus says whether events are sent to a webhook.
type WebhookStatus string

// The three statuses. Unless it is active, no event is queued for it, and what was queued before waits.
const (
	WebhookActive   WebhookStatus = "active"
	WebhookPaused   WebhookStatus = "paused"   // by a person
	WebhookDisabled WebhookStatus = "disabled" // by the server, for Webhook.Reason
)

// Why the server disables a webhook.
const (
	WebhookFailed   = "failed"   // it has only failed for days
	WebhookGone     = "gone"     // it answered 410: it wants no more
	WebhookFull     = "full"     // too many deliveries wait
	WebhookPassword = "password" // its maker's password was changed: whoever knew the old one may have made it
)

// Webhook is an address that is told of events by HTTP. It hears what User, who made it, may read.
type Webhook struct {
	ID       ID
	User     ID // who made it
	Broker   ID // the user's brokerage
	URL      string
	Events   []string // some of WebhookEvents
	Note     string   // what it is for, in its maker's words; may be empty
	Status   WebhookStatus
	Reason   string // of a disabled one: WebhookFailed, WebhookGone, WebhookFull or WebhookPassword; "" else
	Revision int64  // of the secret, from 1: each new secret has the next one

	PreviousUntil time.Time // until then the secret before signs too; zero: there is none
	FailingSince  time.Time // the first failure since the last success; zero: the last attempt was none
	CreatedAt     time.Time
}

// Listens reports whether the webhook asks for an event.
func (w *Webhook) Listens(event string) bool { return slices.Contains(w.Events, event) }

// MaySeeWebhook reports whether u may see a webhook, pause and delete it: it is u's own, or u's brokerage's where u has
// the broker role. All else is for its maker alone, because its content is what its maker may read.
func (u *User) MaySeeWebhook(w *Webhook) bool {
	return u.ID == w.User || u.Role == RoleBroker && u.Broker == w.Broker
}

// DeliveryStatus is how far a delivery has come.
type DeliveryStatus string

// The four statuses. All but the first are ends, from which only somebody's wish to send it again leads back.
const (
	DeliveryWaiting   DeliveryStatus = "waiting"
	DeliveryDelivered DeliveryStatus = "delivered"
	DeliveryFailed    DeliveryStatus = "failed"  // its attempts are used up
	DeliveryDropped   DeliveryStatus = "dropped" // the maker of its webhook may not read it, or no longer
)

// WebhookDelivery is one event for one webhook, and how its last attempt went.
type WebhookDelivery struct {
	ID       ID // each attempt has the same, so that receivers can tell that they had it before
	Hook     ID
	Event    string
	Record   ID // what it is about; zero: no record
	Task     ID // what it is about; zero: no task
	At       time.Time
	Data     json.RawMessage
	Status   DeliveryStatus
	Attempts int
	Next     time.Time // the next attempt of a waiting one; zero: it is held while its webhook is not active

	TriedAt  time.Time     // the last attempt; zero: none yet
	Took     time.Duration // of the last attempt
	Code     int           // the HTTP status of the last answer; 0: there was none
	Response string        // how that answer begins, made legible
	Error    string        // what was wrong with the last attempt, in words; "" where nothing was
}

// WebhookAttempt is what one attempt of a delivery has come to.
type WebhookAttempt struct {
	Delivery ID
	Earlier  int // the attempts before it; unless it is WebhookDelivery.Attempts still, somebody had it sent again
	// When it was due. A first attempt has none before it: somebody had it sent again if it is due at another time.
	Due      time.Time
	At       time.Time
	Took     time.Duration
	Code     int
	Response string
	Error    string
	Status   DeliveryStatus
	Next     time.Time // of DeliveryWaiting: when it is tried again
	Disable  string    // why the webhook is disabled by this; "": it is not
}
