package live

import (
	"crypto/sha256"
	"encoding/json"
	"strings"
	"time"

	"roomkey/crm"
	"roomkey/sync/live/projection"
)

// noteRefusal tells the author of changes on all their devices that they are refused, once a day for each record and
// reason: the device that sent them may be closed before its user looks. What only the storage is to blame for is not
// told: the device offers it again.
func (g *Registry) noteRefusal(l *Link, bad *crm.Error) {
	switch bad.Code {
	case crm.CodeForbidden, crm.CodeInvalid, crm.CodeTooLarge, crm.CodeConflict:
	default:
		return
	}
	record := l.Record()
	if record.IsZero() {
		record = l.doc
	}
	now := g.config.Now()
	told := refusal{l.principal.User.ID, record, bad.Code}
	if !g.refusals.first(told, now) || !g.enterOpen() {
		return
	}
	notices := []crm.Notice{told.notice(bad, now)}
	write := &crm.Write{Notices: notices, Events: projection.NoticeEvents(notices)}
	// Effects are also performed where the storage calls back, and nobody may submit there.
	go g.config.Storage.Submit(write, func(receipt crm.Receipt, err error) {
		defer g.leave()
		if err != nil {
			g.config.Log.Warn("a refusal can't be told", "doc", l.doc, "error", err)
			return
		}
		g.config.Rooms.Publish(receipt.Events, receipt.Epochs)
	})
}

// notice has an id that is derived from who is told of what, and the day.
func (r *refusal) notice(bad *crm.Error, now time.Time) crm.Notice {
	data, err := json.Marshal(struct {
		Code    crm.Code `json:"code"`
		Field   string   `json:"field,omitempty"`
		Message string   `json:"message"`
	}{bad.Code, bad.Field, bad.Message})
	if err != nil {
		data = nil // can't happen, because strings always marshal
	}
	parts := []string{"roomkey/refusal", r.user.String(), r.record.String(), string(r.code),
		now.UTC().Format(time.DateOnly)}
	sum := sha256.Sum256([]byte(strings.Join(parts, "/")))
	return crm.Notice{ID: crm.ID(sum[:16]), User: r.user, At: now, Kind: crm.NoticeRefusal, Record: r.record,
		Data: data}
}
