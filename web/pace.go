package web

import (
	"context"
	"io"

	"roomkey/crm"
	"roomkey/internal/fair"
)

// inParts is a streamed answer that is made part by part. Buffered is what of the present part is not read yet: as long
// as there is some, a Read makes nothing.
type inParts interface {
	io.ReadCloser
	Buffered() int
}

// pacer slows a streamed answer down, so that others have their turn.
type pacer func(io.ReadCloser) io.ReadCloser

// pacer gives the one for a request of a user's. ctx is the request's.
func (w *work) pacer(ctx context.Context, user *crm.User) pacer {
	payer := fair.PayerOf(user)
	return func(body io.ReadCloser) io.ReadCloser {
		if parts, ok := body.(inParts); ok {
			return &paced{inParts: parts, ctx: ctx, work: w, user: payer}
		}
		return body
	}
}

// paced makes each part of a streamed answer as work of its user's. Between two parts others have their turn.
type paced struct {
	inParts
	ctx  context.Context // the request's
	work *work
	user fair.Payer
}

func (p *paced) Read(b []byte) (int, error) {
	if p.Buffered() > 0 {
		return p.inParts.Read(b)
	}
	place, err := p.work.reads.Resume(p.ctx, p.user)
	if err != nil {
		return 0, err
	}
	defer p.work.leaving(place, 0)()
	return p.inParts.Read(b)
}
