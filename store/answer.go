package store

import (
	"context"
	"sync"
	"time"

	"roomkey/crm"
)

// How long an answer is kept, and how long a request may take until another one with its key may begin.
const (
	answerLife = 24 * time.Hour
	workLife   = time.Minute
)

// maxKey bounds an idempotency key, in bytes.
const maxKey = 255

// Bounds of what is kept of one user's answers; beyond, the oldest go. A little more may lie there for a while.
const (
	answersKeys  = 20_000   // with their answers or without
	answersBytes = 32 << 20 // of answers; the key of an older one still says that the request was done
)

// Statuses of rows that hold no answer.
const (
	statusUnderway = 0  // the request has not been answered
	statusErased   = -1 // the answer showed a record that has been erased
	statusDropped  = -2 // the user has had many answers since
	statusOutdated = -3 // the request has not been answered, and what it reads may have been erased meanwhile
)

// Answer is the response to a request that had an Idempotency-Key.
type Answer struct {
	Status int
	Type   string // Content-Type
	ETag   string // "": it had none
	Body   []byte
}

// Requests holds what REST requests leave behind for a later one: answers by their Idempotency-Key, and undo tokens.
type Requests struct {
	db *handle

	mu    sync.Mutex // guards since
	since map[crm.ID]answersKept
}

// answersKept counts a user's answers since it was looked last whether they are too many.
type answersKept struct{ keys, bytes int }

// answersStep is after how many more keys, or bytes, it is looked again.
var answersStep = answersKept{keys: 200, bytes: 4 << 20}

// BeginRequest reserves a user's idempotency key, of 1 to 255 bytes, for a request with this digest. It returns the
// answer to an equal request that came before, or nil: then the caller goes on, and calls EndRequest. crm.CodeConflict:
// an equal request has not been answered yet, or its answer is no longer kept. crm.CodeInvalid: the key is too long, or
// was used for another request. crm.ErrNotFound: the answer showed a record that has been erased.
func (r *Requests) BeginRequest(ctx context.Context, user crm.ID, key string, digest crm.Hash) (
	answer *Answer, err error) {
	if key == "" || len(key) > maxKey {
		return nil, crm.Invalid("Idempotency-Key", "must have 1 to %d bytes", maxKey)
	}
	return updated(ctx, r.db, "begin a request", func(b *batch) (*Answer, error) {
		var before []byte
		var at int64
		var a Answer
		err := b.row(`SELECT request, at, status, type, etag, body FROM answers WHERE user = ? AND key = ?`,
			keyID(user), key).Scan(&before, &at, &a.Status, &a.Type, &a.ETag, &a.Body)
		switch {
		case absent(err), err == nil && isUnderway(a.Status) && b.now-at > workLife.Microseconds():
			return nil, b.exec(`INSERT INTO answers (user, key, request, at, status, type) VALUES (?, ?, ?, ?, ?, '')
				ON CONFLICT DO UPDATE SET request = excluded.request, at = excluded.at, status = excluded.status`,
				keyID(user), key, digest[:], b.now, statusUnderway)
		case err != nil:
			return nil, err
		case crm.Hash(before) != digest:
			return nil, crm.Invalid("Idempotency-Key", "was used for another request")
		case isUnderway(a.Status):
			return nil, crm.Errorf(crm.CodeConflict, "the same request is being worked on")
		case a.Status == statusErased:
			return nil, crm.ErrNotFound
		case a.Status == statusDropped:
			return nil, crm.Errorf(crm.CodeConflict, "this was done, and what it answered is no longer kept")
		}
		return &a, nil
	})
}

// isUnderway says whether a row is of a request that has not been answered.
func isUnderway(status int) bool { return status == statusUnderway || status == statusOutdated }

// EndRequest keeps the answer to a request for 24 hours, unless the user has many later ones, or a record of the
// user's brokerage was erased since BeginRequest: the answer may show it. If answer is nil, it gives the key back, so
// that the request can be tried again.
func (r *Requests) EndRequest(ctx context.Context, user crm.ID, key string, answer *Answer) error {
	return r.db.update(ctx, "end a request", func(b *batch) error {
		if answer == nil {
			return b.exec(`DELETE FROM answers WHERE user = ? AND key = ?`, keyID(user), key)
		}
		err := b.exec(`UPDATE answers SET status = ?, type = ?, etag = ?, body = ? WHERE user = ? AND key = ? AND
			(status <> ? OR ? = 0)`, answer.Status, answer.Type, answer.ETag, answer.Body, keyID(user), key,
			statusOutdated, len(answer.Body))
		if err == nil {
			err = b.exec(`UPDATE answers SET status = ? WHERE user = ? AND key = ? AND status = ?`, statusDropped,
				keyID(user), key, statusOutdated)
		}
		if err != nil || !r.isMuch(user, len(answer.Body)) {
			return err
		}
		return boundAnswers(b, user)
	})
}

// isMuch counts an answer, and says whether it is time to look how many there are.
func (r *Requests) isMuch(user crm.ID, bytes int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	of := r.since[user]
	of.keys, of.bytes = of.keys+1, of.bytes+bytes
	if of.keys < answersStep.keys && of.bytes < answersStep.bytes {
		r.since[user] = of
		return false
	}
	delete(r.since, user)
	return true
}

// boundAnswers drops a user's oldest answers where they are too many bytes, and the oldest keys where they are too
// many.
func boundAnswers(b *batch, user crm.ID) error {
	err := b.exec(`UPDATE answers SET status = ?1, type = '', etag = '', body = NULL
		WHERE user = ?2 AND key IN (SELECT key FROM
			(SELECT key, sum(length(body)) OVER (ORDER BY at DESC, key) AS bytes FROM answers
			WHERE user = ?2 AND body IS NOT NULL) WHERE bytes > ?3)`, statusDropped, keyID(user), answersBytes)
	if err != nil {
		return err
	}
	return b.exec(`DELETE FROM answers WHERE user = ?1 AND status NOT IN (?2, ?3) AND at < (SELECT at FROM answers
		WHERE user = ?1 ORDER BY at DESC LIMIT 1 OFFSET ?4)`, keyID(user), statusUnderway, statusOutdated,
		answersKeys-1)
}

func expireAnswers(b *batch) error {
	return b.exec(`DELETE FROM answers WHERE at < ?`, b.now-answerLife.Microseconds())
}

// eraseAnswers empties the answers that show a record.
func eraseAnswers(b *batch, record crm.ID) error {
	return b.exec(`UPDATE answers SET status = ?, type = '', etag = '', body = NULL WHERE instr(body, ?) > 0`,
		statusErased, []byte(record.String()))
}

// eraseTaskAnswers empties the answers that show a task of a brokerage, and keeps none of the requests that are under
// way: they may have read before what is erased now, here or in the region that has the task. An answer names its user
// alone, so that the directory has to say which brokerage the user belongs to.
func eraseTaskAnswers(b *batch, broker crm.ID) error {
	err := b.exec(`UPDATE answers SET status = ? WHERE status = ? AND user IN (SELECT id FROM users WHERE broker = ?)`,
		statusOutdated, statusUnderway, keyID(broker))
	if err != nil {
		return err
	}
	return b.exec(`UPDATE answers SET status = ?, type = '', etag = '', body = NULL
		WHERE user IN (SELECT id FROM users WHERE broker = ?)
		AND json_valid(CAST(body AS TEXT)) AND json_extract(CAST(body AS TEXT), '$.workflow') IS NOT NULL`,
		statusErased, keyID(broker))
}
