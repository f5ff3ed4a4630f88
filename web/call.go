package web

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"roomkey/crm"
)

// call is one request and its answer. Whatever its methods return was copied out of Fiber's memory, so handlers may
// hand it to the hub and the store, which keep it. A call itself must not outlive its handler.
type call struct {
	fiber   *fiber.Ctx
	who     principal
	kind    *crm.RecordType // what the address is about; nil: no single type of record
	most    int             // bytes of its body; 0: as many as the server reads
	status  int             // of success
	media   string          // of an answer that is streamed
	end     context.CancelFunc
	limiter *streamLimiter // of streamed answers
	pace    pacer          // of streamed answers; nil: none
	used    time.Duration  // of a processor, by reading the request and writing the answer
	streams bool           // the answer is still being written after the handler returned
}

const mergePatchType = "application/merge-patch+json"

// body is the request's body, bounded by the server before the handler ran. It must be declared to be of one of kinds:
// a form that another site's page can send never is. It must not be compressed: Fiber would inflate it without a bound.
func (c *call) body(kinds ...string) ([]byte, error) {
	if c.fiber.Get(fiber.HeaderContentEncoding) != "" {
		return nil, crm.Invalid(fiber.HeaderContentEncoding, "a compressed body is not taken")
	}
	kind, _, err := mime.ParseMediaType(c.fiber.Get(fiber.HeaderContentType))
	for _, known := range kinds {
		if err == nil && kind == known {
			body := c.fiber.BodyRaw()
			if c.most != 0 && len(body) > c.most {
				return nil, crm.Errorf(crm.CodeTooLarge, "a body has at most %d bytes here", c.most)
			}
			return append([]byte(nil), body...), nil
		}
	}
	return nil, crm.Invalid("Content-Type", "must be %s", strings.Join(kinds, " or "))
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
// request's context ends then. The error is of [streamLimiter.take]; body is closed then too.
//
// A place is taken only here: a request that is refused needs none. Once streaming has begun, body's end gives it back.
func (c *call) stream(kind string, body io.ReadCloser) error {
	release, err := c.limiter.take(c.who.user().ID)
	if err != nil {
		return errors.Join(err, body.Close())
	}
	if c.pace != nil {
		body = c.pace(body)
	}
	streaming := &streamed{body: body, end: c.end, release: release}
	defer func() {
		if !c.streams {
			release()
		}
	}()
	c.fiber.Set(fiber.HeaderContentType, kind)
	c.fiber.Context().SetBodyStream(streaming, -1)
	c.streams = true
	return nil
}

// streamed ends the request's context with the body, and stops a panic of the body's producer: it runs in fasthttp's
// goroutine, where one would end the process.
type streamed struct {
	body    io.ReadCloser
	end     context.CancelFunc
	release func()
	once    sync.Once
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
		defer s.release()
		err = s.body.Close()
	})
	return err
}
