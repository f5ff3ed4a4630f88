package web

import (
	"context"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// Bytes of a request's body.
const (
	maxOpenBody = 8 << 10 // from whoever has shown no credential that is good
	maxBody     = 1 << 20
	maxBulkBody = 8 << 20 // of routes that take many documents, or a file
)

// inChunks is the length of a body that comes in chunks, as fasthttp says it.
const inChunks = -1

// sizes are a path's bounds where they are not the usual ones.
type sizes struct {
	body    int  // bytes
	streams bool // answers may take slowTime to be written
}

// sizesOf collects what the routes say.
func sizesOf(routes []route) map[string]sizes {
	byPath := make(map[string]sizes)
	for i := range routes {
		if r := &routes[i]; r.body != 0 || r.streams() {
			byPath[apiPath+r.path] = sizes{body: r.body, streams: r.streams()}
		}
	}
	byPath[pollSendPath] = sizes{body: maxPollBody}
	return byPath
}

// intake decides what is read of a request, and answers those that never reach a route.
type intake struct {
	life    *lifetime
	auth    *Auth
	proxies proxies
	sizes   map[string]sizes // by path
	room    *bodyRoom
	app     *fiber.App
}

// bounds is asked after a request's header was read and before its body is. A body lies in memory before its handler
// can refuse it: only who is known may send a large one, and not many at once.
func (i *intake) bounds(header *fasthttp.RequestHeader) fasthttp.RequestConfig {
	path, _, _ := strings.Cut(string(header.RequestURI()), "?")
	bounds := fasthttp.RequestConfig{MaxRequestBodySize: maxOpenBody}
	sizes := i.sizes[path]
	if sizes.streams {
		bounds.WriteTimeout = slowTime
	}
	size := header.ContentLength()
	if size != inChunks && size <= maxOpenBody { // below it: there is no body
		return bounds
	}
	ctx, cancel := context.WithTimeout(i.life.base, identifyTime)
	defer cancel()
	token := bearer(string(header.Peek(fiber.HeaderAuthorization)))
	if token == "" {
		return bounds
	}
	who, err := i.auth.Identify(ctx, token)
	if err != nil {
		return bounds
	}
	most := max(maxBody, sizes.body)
	if size > most {
		bounds.MaxRequestBodySize = most
		return bounds
	}
	if size == inChunks {
		size = most
	}
	turn, stop := context.WithTimeout(i.life.online, turnTime)
	defer stop()
	if i.room.enter(turn, header, who.User.ID, size) {
		bounds.MaxRequestBodySize = most
		bounds.ReadTimeout = requestTime // from now on, not from before the wait
	}
	return bounds
}

// checked answers what Fiber would not refuse, or not as a problem: an ambiguous header, and methods that it doesn't
// know. After an ambiguous header the connection ends: where its next request begins is not known.
func (i *intake) checked(next fasthttp.RequestHandler, ctx *fasthttp.RequestCtx) {
	i.room.arrived(&ctx.Request.Header)
	defer i.room.leave(&ctx.Request.Header)
	if err := strict(&ctx.Request.Header); err != nil {
		i.problem(ctx, err)
		ctx.SetConnectionClose()
		return
	}
	method := string(ctx.Method())
	for _, known := range fiber.DefaultMethods {
		if method == known {
			next(ctx)
			return
		}
	}
	i.problem(ctx, fiber.ErrMethodNotAllowed)
}

// problem answers before Fiber.
func (i *intake) problem(ctx *fasthttp.RequestCtx, err error) {
	c := i.app.AcquireCtx(ctx)
	defer i.app.ReleaseCtx(c)
	guard(c, i.proxies)
	sendProblem(c, err)
}

// refuse is Fiber's error handler: for what goes wrong outside the handlers, such as a body that is too large.
func (i *intake) refuse(c *fiber.Ctx, err error) error {
	guard(c, i.proxies)
	if i.room.leave(&c.Context().Request.Header) {
		err = errNoRoom
	}
	sendProblem(c, err)
	if conn, ok := c.Context().Conn().(*lingering); ok {
		conn.refused.Store(true)
	}
	return nil
}
