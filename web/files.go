package web

import (
	"context"
	"io"
	"strings"

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
	others OtherRegions // nil: there are none
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

// remove deletes one of the caller's files before its time, in all regions: it may have been sent in another one, and
// one that has read it keeps it too. Errors: unavailable with the names of regions that have not answered.
func (f *files) remove(ctx context.Context, who *principal, asked *api.ByID) (*api.Empty, error) {
	user := who.user()
	if err := f.store.RemoveUpload(ctx, user.ID, asked.ID); err != nil || f.others == nil {
		return nil, err
	}
	bodies := make(map[string][]byte)
	for _, region := range f.others.Others() {
		bodies[region] = nil
	}
	var silent []string
	err := aside(ctx, func() {
		_, silent = f.others.AskEach(ctx, &crm.TaskQuestion{Act: crm.TaskUnfile, Broker: user.Broker, User: user.ID,
			Task: asked.ID}, bodies)
	})
	if err == nil && len(silent) > 0 {
		err = crm.Errorf(crm.CodeUnavailable,
			"the file may still be in region %s, which does not answer now: try again", strings.Join(silent, " or "))
	}
	return nil, err
}
