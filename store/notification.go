package store

import (
	"context"
	"encoding/json"
	"time"

	"roomkey/crm"
)

// Notification tells one user of something, for example that a note mentions them.
type Notification struct {
	ID     crm.ID          `json:"id"`
	User   crm.ID          `json:"-"`
	At     time.Time       `json:"at"`
	Read   bool            `json:"read"`
	Kind   string          `json:"kind"`
	Record crm.ID          `json:"record"` // zero: none; the caller checks that the user may still read it
	By     crm.ID          `json:"by"`
	Data   json.RawMessage `json:"data,omitempty"`
}

// keepNotifications bounds each user's notifications; older ones are deleted.
const keepNotifications = 500

// Inbox holds the notifications of users.
type Inbox struct{ db *handle }

// Notify adds notifications. It draws an id for each that has none.
func (x *Inbox) Notify(ctx context.Context, notifications []Notification) error {
	for i := range notifications {
		if notifications[i].ID.IsZero() {
			notifications[i].ID = x.db.newID()
		}
	}
	return x.db.update(ctx, "notify", func(b *batch) error {
		for i := range notifications {
			n := &notifications[i]
			notice := crm.Notice{ID: n.ID, User: n.User, At: n.At, Kind: n.Kind, Record: n.Record,
				By: n.By, Data: n.Data}
			if err := addNotice(b, &notice, n.Read); err != nil {
				return err
			}
		}
		return nil
	})
}

// addNotice adds a notification, unless it is there already.
func addNotice(b *batch, n *crm.Notice, read bool) error {
	added, err := b.change(`INSERT INTO notifications (id, user, at, read, kind, record, actor, data)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO NOTHING`,
		keyID(n.ID), keyID(n.User), micros(n.At), read, n.Kind, blobID(n.Record), blobID(n.By), []byte(n.Data))
	if err != nil || added == 0 {
		return err
	}
	return b.exec(`DELETE FROM notifications WHERE user = ?1 AND num <= (SELECT num FROM notifications WHERE user = ?1
		ORDER BY num DESC LIMIT 1 OFFSET ?2)`, keyID(n.User), keepNotifications)
}

// Notifications lists a user's notifications, the newest first. next is the cursor of the next page; "" at the end.
// crm.CodeInvalid: the cursor was not given for this.
func (x *Inbox) Notifications(ctx context.Context, user crm.ID, cursor string, limit int) (
	notifications []Notification, next string, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	use := "notifications of " + user.String()
	before, err := x.db.cursor.openNumber(use, "cursor", cursor)
	if err != nil {
		return nil, "", err
	}
	rows, err := x.db.reader.query(ctx,
		`SELECT num, id, at, read, kind, record, actor, data FROM notifications WHERE user = ? AND num < ?
		ORDER BY num DESC LIMIT ?`,
		keyID(user), before, limit+1)
	var last int64
	err = each(rows, err, func(row rowScanner) error {
		n := Notification{User: user}
		var id, record, by []byte
		var num, at int64
		if err := row.Scan(&num, &id, &at, &n.Read, &n.Kind, &record, &by, (*[]byte)(&n.Data)); err != nil {
			return err
		}
		if len(notifications) == limit {
			next = x.db.cursor.sealNumber(use, last)
			return nil
		}
		last = num
		n.At = fromMicros(at)
		for i, blob := range [...][]byte{id, record, by} {
			of, err := toID(blob)
			if err != nil {
				return err
			}
			*[...]*crm.ID{&n.ID, &n.Record, &n.By}[i] = of
		}
		notifications = append(notifications, n)
		return nil
	})
	return notifications, next, classify("read notifications", err)
}

// ReadNotifications marks a user's notifications with these ids as read; without ids, all of them.
func (x *Inbox) ReadNotifications(ctx context.Context, user crm.ID, ids ...crm.ID) error {
	return x.db.update(ctx, "mark notifications", func(b *batch) error {
		if len(ids) == 0 {
			return b.exec(`UPDATE notifications SET read = 1 WHERE user = ? AND read = 0`, keyID(user))
		}
		for _, id := range ids {
			if err := b.exec(`UPDATE notifications SET read = 1 WHERE id = ? AND user = ?`, keyID(id),
				keyID(user)); err != nil {
				return err
			}
		}
		return nil
	})
}

func eraseNotifications(b *batch, record crm.ID) error {
	return b.exec(`DELETE FROM notifications WHERE record = ?`, keyID(record))
}
