package crdt

import "roomkey/crm"

// DocumentID is crm.DocumentID.
func DocumentID(id crm.ID) string { return crm.DocumentID(id) }

// ParseDocumentID is crm.ParseDocumentID.
func ParseDocumentID(text string) (crm.ID, error) { return crm.ParseDocumentID(text) }
