package projection

import (
	"crypto/sha256"
	"encoding/json"
	"strings"
	"time"

	"roomkey/crm"
)

// Transferred notes that by has given the record another row. Its owners before and after are told, unless it was
// their doing; also that by may now read the private fields, where that is new. Nobody can take a record, look into it
// and give it back without a trace that its owner sees.
func (j *Journal) Transferred(old, rec *crm.Record, by *crm.User, now time.Time) {
	j.That(crm.Updated, rec, by.ID, now)
	changed := changedOf(old.Row, rec.Row)
	j.lost(old, rec, crm.Loss{Cause: crm.LossTransferred, By: by.ID, Changed: changed}, now)
	j.audit("transferred", strings.Join(changed, ", "), by.ID, now)
	reads := len(rec.PrivateHeads) > 0 && rec.For(by).Access().ReadsPrivate() &&
		!by.AccessTo(old.Row).ReadsPrivate()
	if reads {
		j.Audit = append(j.Audit, crm.AuditEntry{At: now, User: by.ID, Action: "record:read", Record: j.Record,
			Field: "/private", Reason: "took over the record"})
	}
	for _, owner := range owners(old.Row, rec.Row) {
		if owner != by.ID {
			j.Notices = append(j.Notices, transferNotice(owner, old, rec, by.ID, reads, now))
		}
	}
}

// owners are those of the rows, each once.
func owners(old, row crm.Row) []crm.ID {
	if old.Owner == row.Owner {
		return []crm.ID{row.Owner}
	}
	return []crm.ID{old.Owner, row.Owner}
}

// changedOf names what of a row has changed.
func changedOf(old, row crm.Row) []string {
	var changed []string
	if old.Owner != row.Owner {
		changed = append(changed, "owner")
	}
	if old.Team != row.Team {
		changed = append(changed, "team")
	}
	if old.Visibility != row.Visibility {
		changed = append(changed, "visibility")
	}
	return changed
}

// transferNotice tells owner. Its id is derived from who gave the record from whom to whom, and the day: doing so again
// and again doesn't bury other notices.
func transferNotice(owner crm.ID, old, rec *crm.Record, by crm.ID, reads bool, now time.Time) crm.Notice {
	data, err := json.Marshal(struct {
		Before  crm.Row `json:"before"`
		After   crm.Row `json:"after"`
		Private bool    `json:"private,omitempty"`
	}{old.Row, rec.Row, reads})
	if err != nil {
		data = nil // can't happen, because ids and strings always marshal
	}
	parts := []string{"roomkey/transfer", rec.ID.String(), owner.String(), by.String(), old.Owner.String(),
		rec.Owner.String(), now.UTC().Format(time.DateOnly)}
	sum := sha256.Sum256([]byte(strings.Join(parts, "/")))
	return crm.Notice{ID: crm.ID(sum[:16]), User: owner, At: now, Kind: crm.NoticeTransfer, Record: rec.ID, By: by,
		Data: data}
}
