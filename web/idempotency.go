package web

import (
	"context"
	"crypto/sha256"
	"net/http"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"roomkey/crm"
	"roomkey/store"
)

const (
	idempotencyHeader = "Idempotency-Key"
	replayedHeader    = "Idempotency-Replayed"
	maxIdempotencyKey = 255     // bytes
	maxStoredAnswer   = 1 << 20 // bytes
	storeAnswerTime   = 5 * time.Second
)

// idempotency does what was asked with an Idempotency-Key once. Safe for concurrent use.
type idempotency struct {
	store *store.Store
	locks *idempotencyLocks
	log   *problemLog
}

// once runs a mutation that carries an Idempotency-Key at most once: its answer is stored, and given again to whoever
// sends the same request with the same key, unless they may no longer see all of it. Another request with that key is a
// conflict, and so is the same one while it is worked on. Failures on our side are not stored: they may be tried again.
func (i *idempotency) once(ctx context.Context, c *call, r *route, run func() error) error {
	key := strings.Clone(c.fiber.Get(idempotencyHeader))
	if key == "" || !r.idempotent() {
		return run()
	}
	if len(key) > maxIdempotencyKey || strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r > '~' }) {
		return crm.Invalid(idempotencyHeader, "must be 1 to %d printable ASCII characters", maxIdempotencyKey)
	}
	user := c.who.user().ID
	end, err := i.locks.begin(user, key)
	if err != nil {
		return err
	}
	defer end()
	stored, err := i.store.BeginRequest(ctx, user, key, requestHash(c))
	if crm.CodeOf(err) == crm.CodeInvalid { // the key itself was checked above
		return crm.Errorf(crm.CodeConflict, "this Idempotency-Key was used for another request")
	}
	if err != nil {
		return err
	}
	if stored != nil {
		var shown shownAnswer
		_ = metered(&c.used, func() error { // never fails
			shown = shownIn(stored.Body)
			return nil
		})
		if err := i.mayReplay(ctx, &c.who.User, &shown); err != nil {
			return err
		}
		return c.replay(stored)
	}
	return i.finish(ctx, c, key, r.secret, run())
}

// finish stores what was answered, and answers with it.
func (i *idempotency) finish(ctx context.Context, c *call, key string, secret bool, failure error) error {
	if failure != nil {
		sendProblem(c.fiber, failure)
		i.log.note(c.fiber, failure)
	}
	response := c.fiber.Response()
	status, body := response.StatusCode(), append([]byte(nil), response.Body()...)
	kind, tag := string(response.Header.ContentType()), string(response.Header.Peek(fiber.HeaderETag))
	// The answer counts even where the client has gone, or the request's time is over.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeAnswerTime)
	defer cancel()
	var err error
	switch {
	case status >= http.StatusInternalServerError || status == http.StatusTooManyRequests || status == statusLeft ||
		len(body) > maxStoredAnswer:
		err = i.store.EndRequest(ctx, c.who.user().ID, key, nil)
	case secret && failure == nil:
		const text = "this key was used already, and what it answered is shown once"
		shownOnce := problemBody(crm.Errorf(crm.CodeConflict, text))
		err = i.store.EndRequest(ctx, c.who.user().ID, key,
			&store.Answer{Status: http.StatusConflict, Type: problemType, Body: shownOnce})
	default:
		err = i.store.EndRequest(ctx, c.who.user().ID, key, &store.Answer{Status: status, Type: kind, ETag: tag,
			Body: body})
	}
	if err != nil { // what was asked is done all the same; the key answers conflict from now on
		i.log.log.Error("answer not stored", "user", c.who.user().ID, "err", err)
	}
	return nil
}

// requestHash is what makes two requests the same: method, address and body.
func requestHash(c *call) crm.Hash {
	hash := sha256.New()
	for _, part := range [][]byte{[]byte(c.fiber.Method()), c.fiber.Request().URI().RequestURI(), c.fiber.BodyRaw()} {
		sum := sha256.Sum256(part)
		hash.Write(sum[:])
	}
	return crm.Hash(hash.Sum(nil))
}

// replay gives a stored answer again.
func (c *call) replay(stored *store.Answer) error {
	c.fiber.Status(stored.Status).Response().SetBodyRaw(stored.Body)
	c.fiber.Set(fiber.HeaderContentType, stored.Type)
	if stored.ETag != "" {
		c.fiber.Set(fiber.HeaderETag, stored.ETag)
	}
	c.fiber.Set(replayedHeader, "true")
	return nil
}
