package api

import "roomkey/crm"

// PrivacyExportRequest asks for all that is kept about a person.
type PrivacyExportRequest struct {
	// A client or a lead, or any other record.
	Record string `query:"record" ref:"ID"`
}

// PrivacyExportAnswer is all that is kept about a person: for them to read, or to take elsewhere.
type PrivacyExportAnswer struct {
	// How a browser names the file.
	Disposition string  `json:"-" header:"Content-Disposition"`
	Record      Written `json:"record" ref:"Record"`
	// Who changed what when; empty while the record is deleted.
	History []Change `json:"history"`
	// Records that name this one, or that hold one of its e-mail addresses, deleted ones too.
	Related Written `json:"related" ref:"Record" list:"true"`
	// There are more than the 1,000 that are shown.
	More bool `json:"more"`
	// What the audit log says of the record, the newest first: its last 500 lines.
	Audit []AuditLine `json:"audit"`
}

// EraseRequest erases a record for ever.
type EraseRequest struct {
	Record crm.ID `json:"record"`
	// For the audit log: who asked for it, and by which right. No personal data.
	Reason string `json:"reason" trim:"true" minLength:"1" maxLength:"500"`
}

// HoldRequest keeps a record from being erased, or releases it.
type HoldRequest struct {
	Record crm.ID `json:"record"`
	// false releases it.
	Hold bool `json:"hold"`
	// Why: the case, or the law. No personal data.
	Reason string `json:"reason" trim:"true" minLength:"1" maxLength:"500"`
}

// Hold is a record that must not be erased.
type Hold struct {
	Record crm.ID `json:"record"`
	// Who set it.
	User   crm.ID `json:"user"`
	At     Time   `json:"at"`
	Reason string `json:"reason"`
}

// HoldsAnswer lists the brokerage's holds, the newest first.
type HoldsAnswer struct {
	Items []Hold `json:"items"`
}
