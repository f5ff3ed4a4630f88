package web

import (
	"context"
	"io"

	"roomkey/crm"
	"roomkey/store"
	"roomkey/web/api"
)

// maxFile is how many bytes a file may have. Its form has a few more.
const maxFile = 8 << 20

// files are what people send for tasks to read.
type files struct {
	store  *store.Store
	random io.Reader
}

// send keeps a file for a day. Tasks of the caller's read it if their input names its id.
func (f *files) send(ctx context.Context, who *principal, asked *api.SendFileRequest) (*api.SentFile, error) {
	if len(asked.File) > maxFile {
		return nil, &crm.Error{Code: crm.CodeTooLarge, Field: "file", Message: "has more than 8 MiB"}
	}
	user := who.User
	made, err := f.store.AddUpload(ctx, crm.NewID(f.random), &user, asked.File)
	if err != nil {
		return nil, err
	}
	return &api.SentFile{ID: made.ID, Size: made.Size, ExpiresAt: api.TimeOf(made.Expires)}, nil
}

// remove deletes one of the caller's files before its time.
func (f *files) remove(ctx context.Context, who *principal, asked *api.ByID) (*api.Empty, error) {
	return nil, f.store.RemoveUpload(ctx, who.User.ID, asked.ID)
}
