package web

import (
	"context"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// Bytes of a request's body.
const (
	maxOpenBody = 64 << 10 // from whoever has shown no credential that is good
	maxBody     = 1 << 20
	maxBulkBody = 8 << 20 // of routes that take many documents, or a file
)

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
	app     *fiber.App
}

// bounds is asked after a request's header was read and before its body is. A body lies in memory before its handler
// can refuse it: only who is known may send a large one.
func (i *intake) bounds(header *fasthttp.RequestHeader) fasthttp.RequestConfig {
	path, _, _ := strings.Cut(string(header.RequestURI()), "?")
	bounds := fasthttp.RequestConfig{MaxRequestBodySize: maxOpenBody}
	sizes := i.sizes[path]
	if sizes.streams {
		bounds.WriteTimeout = slowTime
	}
	if size := header.ContentLength(); size >= 0 && size <= maxOpenBody {
		return bounds
	}
	ctx, cancel := context.WithTimeout(i.life.base, identifyTime)
	defer cancel()
	token := bearer(string(header.Peek(fiber.HeaderAuthorization)))
	if token == "" {
		return bounds
	}
	if _, err := i.auth.Identify(ctx, token); err != nil {
		return bounds
	}
	bounds.MaxRequestBodySize = max(maxBody, sizes.body)
	return bounds
}

// checked answers what Fiber would not refuse, or not as a problem: an ambiguous header, and methods that it doesn't
// know. After an ambiguous header the connection ends: where its next request begins is not known.
func (i *intake) checked(next fasthttp.RequestHandler, ctx *fasthttp.RequestCtx) {
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
	sendProblem(c, err)
	if conn, ok := c.Context().Conn().(*lingering); ok {
		conn.refused.Store(true)
	}
	return nil
}
