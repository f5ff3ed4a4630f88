package api

import "roomkey/crm"

// SendFileRequest is a form with a file.
type SendFileRequest struct {
	// The bytes, as they are on disk.
	File File `formData:"file"`
}

// SentFile is a file that tasks of its sender may read.
type SentFile struct {
	ID crm.ID `json:"id"`
	// In bytes.
	Size int `json:"size" minimum:"1"`
	// When it is deleted.
	ExpiresAt Time `json:"expiresAt"`
}
