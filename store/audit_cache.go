package store

import (
	"crypto/sha256"
	"encoding/binary"

	"roomkey/crm"
)

// auditEnd is the last line of the audit log: its number, and its hash that the next line's hash covers.
type auditEnd struct {
	number int64
	hash   []byte
}

// auditCache is what the writer remembers of the audit log.
type auditCache struct {
	known, open auditEnd
}

// load reads where the log ended, not where it ends now: lines that follow a tail that was cut off show the gap.
func (c *auditCache) load(conn *connection) error {
	c.known = auditEnd{}
	return conn.row(selectAuditEnd).Scan(&c.known.number, &c.known.hash)
}

const selectAuditEnd = `SELECT num, hash FROM audit_end`

func (c *auditCache) begin()  { c.open = c.known }
func (c *auditCache) commit() { c.known = c.open }

// add appends a line to the log.
func (c *auditCache) add(conn *connection, e *crm.AuditEntry) error {
	next := auditEnd{number: c.open.number + 1}
	next.hash = auditHash(c.open.hash, next.number, e)
	err := conn.exec(`INSERT INTO audit (num, at, user, action, record, field, reason, hash)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		next.number, micros(e.At), keyID(e.User), e.Action, keyID(e.Record), e.Field, e.Reason, next.hash)
	if err == nil {
		c.open = next
	}
	return err
}

// auditHash chains a line to the one before it: SHA-256 of the former line's hash, the number, the time, and each
// further part with its length before it.
func auditHash(before []byte, number int64, e *crm.AuditEntry) []byte {
	text := append(make([]byte, 0, 160), before...)
	text = binary.BigEndian.AppendUint64(text, uint64(number))
	text = binary.BigEndian.AppendUint64(text, uint64(micros(e.At)))
	for _, part := range [][]byte{e.User[:], []byte(e.Action), e.Record[:], []byte(e.Field), []byte(e.Reason)} {
		text = binary.BigEndian.AppendUint32(text, uint32(len(part)))
		text = append(text, part...)
	}
	sum := sha256.Sum256(text)
	return sum[:]
}
