package web

import (
	"context"
	"encoding/hex"
	"io"

	"github.com/gofiber/fiber/v2"
)

// requestHeader names a request to whoever sent it, as the log does.
const requestHeader = "X-Request-Id"

// localRequest is the key of a request's id.
const localRequest = "request"

// requestIDs gives each request, and each socket that one of them opens, an id: in all lines of the log, and in the
// answer, so that a report of a fault can name its request. Ids are random: they tell strangers neither how many
// requests there are nor since when the server runs. Safe for concurrent use if random is.
type requestIDs struct{ random io.Reader }

// give gives a request its id; none where there is no chance to be had.
func (r requestIDs) give(f *fiber.Ctx) {
	var raw [8]byte
	if _, err := io.ReadFull(r.random, raw[:]); err != nil {
		return
	}
	id := hex.EncodeToString(raw[:])
	f.Locals(localRequest, id)
	f.Set(requestHeader, id)
}

// requestOf is the id of a request; "" where none was given.
func requestOf(f *fiber.Ctx) string {
	id, _ := f.Locals(localRequest).(string)
	return id
}

// requestKey is the key of a request's id in the context of what is done for it.
type requestKey struct{}

// withRequest returns a context in which requestIn finds a request's id.
func withRequest(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey{}, id)
}

// requestIn is the id of the request for which something is done; "" if it is done for none.
func requestIn(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}
