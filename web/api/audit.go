package api

import "roomkey/crm"

// AuditRequest asks for a page of the brokerage's part of the audit log.
type AuditRequest struct {
	User string `query:"user" ref:"MaybeID"` // Only what this user did.
	// Only what begins so, such as session: or record:deleted.
	Action string `query:"action" maxLength:"64"`
	// Only about this record, user, team, session or token.
	Record string `query:"record" ref:"MaybeID"`
	From   string `query:"from" format:"date"` // The first day, in UTC.
	To     string `query:"to" format:"date"`   // The last day, in UTC.
	Cursor string `query:"cursor"`             // The next of an earlier answer to the same question.
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

// AuditAnswer is a page of the brokerage's part of the audit log, the newest first.
type AuditAnswer struct {
	Items []AuditLine `json:"items"`
	// The cursor of what happened before; null at the end. A page may have fewer items than asked for, or none, where
	// others follow.
	Next *string `json:"next"`
}

// AuditLine says who did what when, to what and why, never a value.
type AuditLine struct {
	// Its place in the server's whole log, in which each line's hash covers the one before it.
	Number int64 `json:"number"`
	// The server's time.
	At     Time    `json:"at"`
	User   crm.ID  `json:"user" ref:"MaybeID"`
	Action string  `json:"action"`
	Record crm.ID  `json:"record" ref:"MaybeID"`
	Field  Pointer `json:"field"`
	Reason string  `json:"reason"`
}
