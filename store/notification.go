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
type Inbox struct {
	db      *handle
	rooms   *RoomLog
	changes *settingChanges
}

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
	elsewhere, err := readElsewhere(b, n)
	if err != nil {
		return err
	}
	added, err := b.change(`INSERT INTO notifications (id, user, at, read, kind, record, actor, data)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO NOTHING`, keyID(n.ID), keyID(n.User), micros(n.At), read || elsewhere, n.Kind,
		blobID(n.Record), blobID(n.By), []byte(n.Data))
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

// ReadNotifications marks a user's notifications with these ids as read; without ids, all of them. It tells the user's
// room of those that were not.
func (x *Inbox) ReadNotifications(ctx context.Context, user crm.ID, ids ...crm.ID) error {
	defer x.changes.tell()
	return x.rooms.post(ctx, "mark notifications", func(b *batch) (events []crm.Event, err error) {
		which := ids
		if len(which) == 0 {
			which, err = scanIDs(b.query(`SELECT id FROM notifications WHERE user = ? AND read = 0 ORDER BY num`,
				keyID(user)))
		}
		var read []crm.ID
		for i := 0; err == nil && i < len(which); i++ {
			var unread bool
			if unread, err = markRead(b, user, which[i]); unread {
				read = append(read, which[i])
			}
		}
		if err != nil || len(read) == 0 {
			return nil, err
		}
		if _, several := regionOf(b); several {
			err = noteRead(b, user, read)
		}
		return []crm.Event{readEvent(b, user, read)}, err
	})
}

// markRead marks a notification as read, if it is there and unread.
func markRead(b *batch, user, id crm.ID) (unread bool, err error) {
	n, err := b.change(`UPDATE notifications SET read = 1 WHERE id = ? AND user = ? AND read = 0`, keyID(id),
		keyID(user))
	return n > 0, err
}

// maxReadTold is how many notifications an event names that were read; of more it names none.
const maxReadTold = 100

// readEvent says which notifications a user has read.
func readEvent(b *batch, user crm.ID, read []crm.ID) crm.Event {
	told := struct {
		IDs []crm.ID `json:"ids"` // null: many
	}{read}
	if len(read) > maxReadTold {
		told.IDs = nil
	}
	data, _ := json.Marshal(told) // ids can be encoded
	return crm.Event{Room: crm.UserRoom(user), Name: crm.EventRead, At: fromMicros(b.now), Data: data}
}

func eraseNotifications(b *batch, record crm.ID) error {
	return b.exec(`DELETE FROM notifications WHERE record = ?`, keyID(record))
}
