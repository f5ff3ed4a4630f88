package store

import (
	"context"

	"roomkey/crm"
)

// maxActivityLines bounds how far back in the audit log Activity looks.
const maxActivityLines = 5000

// Activity returns at most limit lines of the audit log, the newest first, about records that a user may read. Lines
// about private fields are only for users who may read these. It joins the log with the records, because access depends
// on each record's row as it is now.
func (a *AuditTrail) Activity(ctx context.Context, user *crm.User, limit int) (lines []AuditLine, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	rows, err := a.db.reader.query(ctx, `SELECT a.num, a.at, a.user, a.action, a.record, a.field, a.reason,
		r.broker, r.owner, r.team, r.visibility FROM (SELECT * FROM audit ORDER BY num DESC LIMIT ?) a
		JOIN records r ON r.id = a.record WHERE r.deleted = 0 AND r.broker = ? ORDER BY a.num DESC`,
		maxActivityLines, keyID(user.Broker))
	if err != nil {
		return nil, classify("read activity", err)
	}
	defer rows.Close()
	for len(lines) < limit && rows.Next() {
		var row crm.Row
		var broker, owner, team []byte
		line, err := scanAudit(rows, &broker, &owner, &team, &row.Visibility)
		if err != nil {
			return nil, classify("read activity", err)
		}
		for i, blob := range [...][]byte{broker, owner, team} {
			id, err := toID(blob)
			if err != nil {
				return nil, err
			}
			*[...]*crm.ID{&row.Broker, &row.Owner, &row.Team}[i] = id
		}
		if user.AccessTo(row).Shows(line.Field) {
			lines = append(lines, line)
		}
	}
	return lines, classify("read activity", rows.Err())
}
