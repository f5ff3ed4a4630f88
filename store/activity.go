package store

import (
	"context"

	"roomkey/crm"
)

// maxActivityLines bounds how far back in the audit log Activity looks.
const maxActivityLines = 5000

// Activity returns at most limit lines of the audit log, the newest first, about records that a user may read. Lines
// about private fields are only for users who may read these. It joins the log with the records, because access depends
// on each record's row as it is now. next is the cursor of the next page; "" at the end of the log. A page may have few
// lines, or none, where others follow: it looks at a bounded part of the log. crm.CodeInvalid: the cursor was not given
// for this.
func (a *AuditTrail) Activity(ctx context.Context, user *crm.User, cursor string, limit int) (lines []AuditLine,
	next string, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	use := "activity for " + user.ID.String()
	before, err := a.db.cursor.openNumber(use, "cursor", cursor)
	if err != nil {
		return nil, "", err
	}
	var newest, deleted int64
	err = a.db.reader.row(ctx, `SELECT e.num, b.num FROM audit_end e, audit_begin b`).Scan(&newest, &deleted)
	if err != nil {
		return nil, "", classify("read activity", err)
	}
	if cursor == "" {
		before = newest + 1
	}
	last := max(before-maxActivityLines, deleted+1) // the last one that this page looks at
	rows, err := a.db.reader.query(ctx, `SELECT a.num, a.at, a.user, a.action, a.record, a.field, a.reason,
		r.broker, r.owner, r.team, r.visibility FROM audit a JOIN records r ON r.id = a.record
		WHERE a.num >= ? AND a.num < ? AND r.deleted = 0 AND r.broker = ? AND (? OR a.action NOT LIKE 'privacy:%')
		ORDER BY a.num DESC`, last, before, keyID(user.Broker), user.Role == crm.RoleBroker)
	if err != nil {
		return nil, "", classify("read activity", err)
	}
	defer rows.Close()
	for len(lines) < limit && rows.Next() {
		var row crm.Row
		var broker, owner, team []byte
		line, err := scanAudit(rows, &broker, &owner, &team, &row.Visibility)
		if err != nil {
			return nil, "", classify("read activity", err)
		}
		for i, blob := range [...][]byte{broker, owner, team} {
			id, err := toID(blob)
			if err != nil {
				return nil, "", err
			}
			*[...]*crm.ID{&row.Broker, &row.Owner, &row.Team}[i] = id
		}
		if user.AccessTo(row).Shows(line.Field) {
			lines = append(lines, line)
		}
	}
	if len(lines) == limit {
		last = lines[limit-1].Number
	}
	if last > deleted+1 {
		next = a.db.cursor.sealNumber(use, last)
	}
	return lines, next, classify("read activity", rows.Err())
}
