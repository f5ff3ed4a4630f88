package web

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"time"

	"github.com/gofiber/contrib/websocket"
	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"roomkey/crm"
	"roomkey/internal/fair"
	"roomkey/web/api"
)

// What the tests see of the inside: pure functions, and parts with a clock of their own.

var (
	VerifyPassword = verifyPassword
	DummyHash      = dummyHash
	Harmless       = harmless
	CSVCell        = csvCell
	Accepts        = accepts
	PagePolicy     = pagePolicy
	ParseBulk      = parseBulk
	Ambiguous      = ambiguous
)

const (
	HashesAtOnce     = hashesAtOnce
	HashesWaiting    = hashesWaiting
	StrangersWaiting = strangersWaiting
	ThrottledKeys    = throttledKeys
	NonceMark        = nonceMark
	DeviceLife       = deviceLife
)

type Hasher = hasher

func NewHasher() *Hasher { return newHasher() }

func (h *hasher) Do(ctx context.Context, p fair.Payer, hash func()) error { return h.do(ctx, p, hash) }
func (h *hasher) Waiting() int                                            { return h.queue.Waiting() }

// StrangerFrom pays for the sign-ins of unknown devices at an address.
func StrangerFrom(address string) fair.Payer { return strangerFrom(netip.MustParseAddr(address)) }

// AddressKey and NetworkKey are by what an address is throttled.
func AddressKey(address string) string { return addressKey(netip.MustParseAddr(address)) }
func NetworkKey(address string) string { return networkKey(netip.MustParseAddr(address)) }

type Throttle = throttle

func NewThrottle(perMinute int, now func() time.Time) *Throttle { return newThrottle(perMinute, now) }

func (t *throttle) Take(key string) error { return t.take(key) }
func (t *throttle) Len() int              { return len(t.recent) + len(t.older) }

type Origins = origins

func NewOrigins(list []string, name string) (*Origins, error) { return newOrigins(list, name) }
func (o *origins) Check(origin, scheme, host string) error    { return o.check(origin, scheme, host) }

type Proxies = proxies

func (p proxies) Client(peer netip.Addr, forwarded string) netip.Addr {
	return p.client(peer, forwarded)
}
func (p proxies) Scheme(peer netip.Addr, secure bool, forwarded string) string {
	return p.scheme(peer, secure, forwarded)
}

func Decode[T any](body []byte) (T, error) { return decode[T](body) }
func (s *Server) UsePages(root fs.FS) (err error) {
	s.site.pages, err = readPages(root)
	return err
}

// Test answers a request without a listener.
func (s *Server) Test(request *http.Request) (*http.Response, error) { return s.app.Test(request, -1) }

// Conn is one upgraded socket, for tests of it alone.
type Conn = conn

func NewConn(socket *websocket.Conn) *Conn { return newConn(socket) }

func (c *conn) End() { c.end() }

// TakeAll gives take what a file holds that does not wait; more says that there may be more later.
func TakeAll(fd int, take func([]byte) bool) (more bool, err error) {
	done, err := new(arrival).takeAll(fd, take)
	return !done, err
}

// ReadFrame is Read for one message, for clients that send no second one before they have an answer.
func (c *conn) ReadFrame(limit int) (data []byte, err error) {
	err = c.Read(limit, Heard{Take: func(frame []byte) bool { data = frame; return false }})
	return data, err
}

// Heard is a realtime.Receiver that calls functions, each of which may be nil.
type Heard struct {
	Take    func(data []byte) bool // a message of its own
	Partial func(size int, ping bool) bool
	Lives   func()
}

func (h Heard) Message(data []byte, lent bool) bool {
	if lent {
		data = bytes.Clone(data)
	}
	return h.Take == nil || h.Take(data)
}

func (h Heard) Part(size int, ping bool) bool { return h.Partial == nil || h.Partial(size, ping) }

// Large is part of realtime.Receiver.
func (h Heard) Large(int) bool { return true }

func (h Heard) Alive() {
	if h.Lives != nil {
		h.Lives()
	}
}

// Routes are method, path and rights.
func (s *Server) Routes() (routes [][3]string) {
	for _, r := range s.routes {
		routes = append(routes, [3]string{r.method, r.path, string(r.rights)})
	}
	return routes
}

// StreamHandler answers with body; end is called when the request ends.
func StreamHandler(body io.ReadCloser, end func()) fiber.Handler {
	return func(f *fiber.Ctx) error {
		c := &call{fiber: f, end: end, limiter: newStreamLimiter()}
		return c.stream("text/plain", body)
	}
}

// AnswerStream lets handle answer a route that streams, and says how many places are taken then. handle may panic.
func AnswerStream(handle func() (*api.Stream, error)) (held int) {
	app := fiber.New()
	f := app.AcquireCtx(&fasthttp.RequestCtx{})
	defer app.ReleaseCtx(f)
	d := &dispatcher{life: newLifetime(), rates: newRates(-1, -1, -1, time.Now), streams: newStreamLimiter(),
		work: newWork(nil, NewMetrics(), time.Now)}
	r := &route{endpoint: answers(func(context.Context, *principal, *api.Empty) (*api.Stream, error) {
		return handle()
	})}
	defer func() {
		_ = recover() // it is the handler's
		held = d.streams.all
	}()
	_ = d.answer(context.Background(), &call{fiber: f}, r) // the places are asked for
	return 0
}

// HoldRead keeps one of a user's places for reads until release, which must be called in the same goroutine.
func (s *Server) HoldRead(ctx context.Context, user *crm.User) (release func(), err error) {
	end, err := s.work.begin(ctx, readWork, user)
	return func() { end(0) }, err
}

// HoldStream keeps one of a user's places for streamed answers until release.
func (s *Server) HoldStream(user crm.ID) (release func(), err error) { return s.streams.take(user) }

// HoldLargeEdit keeps a user's place for edits with large bodies until release.
func (s *Server) HoldLargeEdit(ctx context.Context, user *crm.User) (release func(), err error) {
	end, err := s.work.begin(ctx, largeWork, user)
	return func() { end(0) }, err
}

// HoldPast keeps a user's place for records as they were until release, which must be called in the same goroutine.
func (s *Server) HoldPast(ctx context.Context, user *crm.User) (release func(), err error) {
	end, err := s.work.begin(ctx, pastWork, user)
	return func() { end(0) }, err
}

// PastWaiting is how many requests for records as they were wait for a place.
func (s *Server) PastWaiting() int { return s.work.past.Waiting() }

// LargeEditsWaiting is how many edits with large bodies wait for a place.
func (s *Server) LargeEditsWaiting() int { return s.work.large.Waiting() }

// WhileThere ends a context when the peer of a connection closes it.
func WhileThere(ctx context.Context, c net.Conn) (context.Context, func()) { return whileThere(ctx, c) }

// TakeSlot claims one of a user's streamed answers.
func (s *Server) TakeSlot(user crm.ID) (release func(), err error) { return s.streams.take(user) }

// ShortForms are the codings in which the answer of a path is kept.
func (s *Server) ShortForms(path string) (codings []string) {
	for _, r := range s.routes {
		if same := r.out.same; r.path == path && same != nil {
			codings = slices.Collect(maps.Keys(same.forms))
		}
	}
	return codings
}

// OrLeft tells failures of a work whose client left from others.
func OrLeft(ctx context.Context, err error) error { return orLeft(ctx, err) }

// FullPoll is a poll for whose client too much waits already.
func FullPoll(now func() time.Time) *pollConn {
	c := newPollConn(now)
	c.size = pollBytes + 1
	return c
}

// WriteTime is how long a writer waits for its client.
const WriteTime = writeTime

var NewBodyRoom = newBodyRoom

// Room of bodies, in bytes.
const (
	BodiesPerUser  = bodiesPerUser
	BodiesAtOnce   = bodiesAtOnce
	BodiesReserved = bodiesReserved
	MaxBody        = maxBody
)

// Enter asks for room for a body that has a new header, without waiting. leave is nil where there is none.
func (b *bodyRoom) Enter(user crm.ID, bytes int) (leave func()) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	header := new(fasthttp.RequestHeader)
	if b.enter(ctx, header, user, bytes) {
		return func() { b.leave(header) }
	}
	b.leave(header)
	return nil
}

// PlaceOf is placeOf.
var PlaceOf = placeOf

// CalendarOf says whose calendar a secret is for.
func (a *Auth) CalendarOf(ctx context.Context, secret string) (crm.Principal, error) {
	return a.identifyCalendar(ctx, secret)
}

// KnowsDevice reports whether the marks in a device's cookie are good for an account.
func (a *Auth) KnowsDevice(ctx context.Context, marks, email string) bool {
	account, err := a.account(ctx, email)
	return err == nil && a.devices.find(marks, account) != ""
}
