package runner

import (
	"context"

	"roomkey/crm"
	"roomkey/plugins/calls"
)

// opReadFile gives a piece of a file that the caller has sent, if the step's input names the file by its id: a step
// can't look at other files by guessing.
func (a *attempt) opReadFile(ctx context.Context, in []byte) (any, error) {
	asked, err := calls.Read[calls.ReadFile](in)
	if err != nil {
		return nil, err
	}
	who, err := a.authority(ctx)
	if err != nil {
		return nil, err
	}
	if !asked.Named(a.input) {
		return nil, calls.ErrNotNamed
	}
	id, err := crm.ParseID(asked.File)
	if err != nil {
		return nil, calls.ErrNotNamed
	}
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	piece, size, err := a.run.Storage.ReadUpload(ctx, who.user.ID, id, asked.Offset, calls.MaxPiece)
	if err != nil {
		return nil, err
	}
	return calls.MakePiece(piece, size), nil
}
