package web

import (
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
