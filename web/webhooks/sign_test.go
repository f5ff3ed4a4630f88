package webhooks_test

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/web/webhooks"
)

// While the server's secret is being replaced, receivers that know the one before go on verifying, and so do those that
// know the new one.
func TestSecrets_BothOfTheServersSign(t *testing.T) {
	at := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	w := &crm.Webhook{ID: crm.ID{1}, Revision: 3}
	both, old := webhooks.NewSecrets([]byte("new"), []byte("old")), webhooks.NewSecrets([]byte("old"))
	sent := heard{body: []byte("{}"), header: http.Header{"Webhook-Id": {"m"},
		"Webhook-Timestamp": {strconv.FormatInt(at.Unix(), 10)},
		"Webhook-Signature": {both.Signatures(w, "m", at, []byte("{}"))}}}
	for name, secret := range map[string]string{"old": old.Of(w), "new": both.Of(w)} {
		if !verifies(secret, &sent) {
			t.Errorf("the %s one does not verify", name)
		}
	}
	if both.Of(w) != webhooks.NewSecrets([]byte("new")).Of(w) {
		t.Error("the one that is shown is not the new one")
	}
	if verifies(webhooks.NewSecrets([]byte("another")).Of(w), &sent) {
		t.Error("any secret verifies")
	}
}
