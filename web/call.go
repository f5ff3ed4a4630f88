package web

import (
	"context"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"

	"roomkey/crm"
	realtime "roomkey/sync"
)

// call is one request and its answer. Whatever its methods return was copied out of Fiber's memory, so handlers may hand
// it to the hub and the store, which keep it. A call itself must not outlive its handler.
type call struct {
	fiber   *fiber.Ctx
	route   *route
	who     realtime.Identity // zero where the route is open
	session bool              // who signed in, rather than use a personal token
	end     context.CancelFunc
	streams bool // the answer is still being written after the handler returned
}

// user is who asks.
func (c *call) user() *crm.User { return &c.who.User }

// param is a part of the address.
func (c *call) param(name string) string { return strings.Clone(c.fiber.Params(name)) }

// id is a part of the address that is a record's, user's or other id. What is no id names nothing: not_found, so that it
// answers as any unknown id does.
func (c *call) id(name string) (crm.ID, error) {
	id, err := crm.ParseID(c.fiber.Params(name))
	if err != nil || id.IsZero() {
		return crm.ID{}, crm.ErrNotFound
	}
	return id, nil
}

func (c *call) header(name string) string { return strings.Clone(c.fiber.Get(name)) }
func (c *call) cookie(name string) string { return strings.Clone(c.fiber.Cookies(name)) }

// body is the request's body, bounded by the server before the handler ran. It must be declared to be of one of kinds:
// a form that another site's page can send never is. It must not be compressed: Fiber would inflate it without a bound.
func (c *call) body(kinds ...string) ([]byte, error) {
	if c.fiber.Get(fiber.HeaderContentEncoding) != "" {
		return nil, crm.Invalid(fiber.HeaderContentEncoding, "a compressed body is not taken")
	}
	kind, _, err := mime.ParseMediaType(c.fiber.Get(fiber.HeaderContentType))
	for _, known := range kinds {
		if err == nil && kind == known {
			return append([]byte(nil), c.fiber.BodyRaw()...), nil
		}
	}
	return nil, crm.Invalid("Content-Type", "must be %s", strings.Join(kinds, " or "))
}

// read decodes the request's JSON body.
func read[T any](c *call) (T, error) {
	body, err := c.body(fiber.MIMEApplicationJSON)
	if err != nil {
		var zero T
		return zero, err
	}
	return decode[T](body)
}

// json answers with a value.
func (c *call) json(status int, value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return c.raw(status, body)
}

// raw answers with JSON that is already written; the call takes body over.
func (c *call) raw(status int, body []byte) error {
	c.fiber.Status(status).Response().SetBodyRaw(body)
	c.fiber.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return nil
}

// nothing answers 204.
func (c *call) nothing() error {
	c.fiber.Status(http.StatusNoContent)
	return nil
}

// stream answers with what body yields, as it is asked for: the client's pace is the server's. When body fails in the
// middle, the connection is cut, so that no client takes a part for the whole. body is closed at the end, and the
// request's context ends then.
func (c *call) stream(kind string, body io.ReadCloser) error {
	c.streams = true
	c.fiber.Set(fiber.HeaderContentType, kind)
	c.fiber.Context().SetBodyStream(&streamed{body: body, end: c.end}, -1)
	return nil
}

// streamed ends the request's context with the body, and stops a panic of the body's producer: it runs in fasthttp's
// goroutine, where one would end the process.
type streamed struct {
	body io.ReadCloser
	end  context.CancelFunc
	once sync.Once
}

func (s *streamed) Read(p []byte) (n int, err error) {
	defer func() {
		if recover() != nil {
			n, err = 0, io.ErrUnexpectedEOF
		}
	}()
	return s.body.Read(p)
}

func (s *streamed) Close() (err error) {
	s.once.Do(func() {
		defer s.end()
		err = s.body.Close()
	})
	return err
}

// readPatch decodes the body of a PATCH.
func readPatch[T any](c *call) (T, error) {
	body, err := c.body(fiber.MIMEApplicationJSON, mergePatchType)
	if err != nil {
		var zero T
		return zero, err
	}
	return decode[T](body)
}

const mergePatchType = "application/merge-patch+json"
