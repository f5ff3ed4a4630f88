package web

import (
	"strconv"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"
)

// requestHeader tells whoever asked by which id the log speaks of a request.
const requestHeader = "X-Request-Id"

// localRequest is the key of a request's id.
const localRequest = "request"

// requestIDs gives each request, and each socket that one of them opens, an id: in all lines of the log, and in the
// answer, so that who tells of a fault can say of which request. Safe for concurrent use.
type requestIDs struct {
	start string // tells the processes of one log apart
	last  atomic.Uint64
}

func newRequestIDs(started time.Time) *requestIDs {
	return &requestIDs{start: strconv.FormatInt(started.UnixMilli(), 36)}
}

// give gives a request its id.
func (r *requestIDs) give(f *fiber.Ctx) {
	id := r.start + "-" + strconv.FormatUint(r.last.Add(1), 36)
	f.Locals(localRequest, id)
	f.Set(requestHeader, id)
}

// requestOf is the id of a request; "" where none was given.
func requestOf(f *fiber.Ctx) string {
	id, _ := f.Locals(localRequest).(string)
	return id
}
