package load

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"roomkey/crm"
	"roomkey/internal/testclient"
)

// patience is how long one wish of an honest person may take before it counts as lost.
const patience = 30 * time.Second

// Pace is how long an honest person rests between two wishes of a kind, on average. 0: the person has no such wishes.
type Pace struct {
	Edit time.Duration // of the person's own listing
	List time.Duration // of 20 listings
	Open time.Duration // of a colleague's listing, over REST
}

// Crowd is honest people at work: each has a socket, is in the rooms that the app joins, has a listing of its own and a
// colleague's open, and edits, lists and opens at a person's pace. All methods are safe for concurrent use.
type Crowd struct {
	addr    string
	pace    Pace
	http    *http.Client
	book    book
	members []*member
	stop    context.CancelFunc
	group   sync.WaitGroup
	left    sync.Once
}

// member is a person with a socket.
type member struct {
	*Person
	crowd   *Crowd
	chance  *rand.Rand
	client  *testclient.Client
	own     *testclient.Doc
	watched *testclient.Doc
	watcher *member // who has this member's listing open; may be nil
	value   int
}

// dialling is how many people connect at once.
const dialling = 8

// Work connects people to a server at host:port and has them begin. Call Leave when done, also where it fails.
func Work(ctx context.Context, addr string, people []Person, pace Pace, seed uint64) (*Crowd, error) {
	c := &Crowd{addr: addr, pace: pace, http: &http.Client{Timeout: patience, Transport: &http.Transport{
		MaxIdleConnsPerHost: len(people)}}, stop: func() {}}
	byListing := make(map[crm.ID]*member, len(people))
	for i := range people {
		m := &member{Person: &people[i], crowd: c, chance: rand.New(rand.NewPCG(seed, uint64(i))), value: 40_000_000}
		c.members = append(c.members, m)
		byListing[m.Listings[0]] = m
	}
	for _, m := range c.members {
		if of := byListing[m.Watched]; of != nil && of != m {
			of.watcher = m
		}
	}
	if err := c.connect(ctx); err != nil {
		return c, err
	}
	working, stop := context.WithCancel(ctx)
	c.stop = stop
	for _, m := range c.members {
		m.begin(working)
	}
	return c, nil
}

func (c *Crowd) connect(ctx context.Context) error {
	var group sync.WaitGroup
	places, failures := make(chan struct{}, dialling), make([]error, len(c.members))
	for i, m := range c.members {
		places <- struct{}{}
		group.Go(func() {
			failures[i] = m.connect(ctx)
			<-places
		})
	}
	group.Wait()
	return errors.Join(failures...)
}

// connect joins, and opens what the person has open.
func (m *member) connect(ctx context.Context) (err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	m.client, err = testclient.Dial(ctx, "ws://"+m.crowd.addr+"/sync", testclient.Options{Token: m.Token,
		OnFrame: m.look})
	if err != nil {
		return fmt.Errorf("%s: %w", m.Email, err)
	}
	m.own, m.watched = m.client.Open(m.Listings[0]), m.client.Open(m.Watched)
	return errors.Join(m.client.Join(crm.UserRoom(m.ID), "", 0), m.client.Join(crm.TeamRoom(m.Teams[0]), "", 0),
		m.client.Join(crm.RecordRoom(m.Listings[0]), "", 0),
		m.client.Wait(ctx, func() bool { return m.own.HasLocked("ListPrice") && m.watched.HasLocked("ListPrice") }))
}

// look notes frames that tell an honest person of a fault.
func (m *member) look(f testclient.Frame) {
	if f.Type == "error" || f.Type == "rejected" {
		m.crowd.book.fault("an honest person was sent %s %s %s %s", f.Type, f.Code, f.Field, f.Message)
	}
}

// Sample gives what was noticed since the last call.
func (c *Crowd) Sample() Sample { return c.book.take() }

// Leave ends the work, waits until everybody has what they asked for, and closes all connections. What had gone wrong
// by then is in the next Sample. A second call does nothing.
func (c *Crowd) Leave() { c.left.Do(c.leave) }

func (c *Crowd) leave() {
	c.stop()
	c.group.Wait()
	for _, m := range c.members {
		if m.client == nil {
			continue
		}
		select {
		case <-m.client.Done():
			c.book.fault("an honest person was disconnected: %v", m.client.Err())
		default:
		}
		m.client.Close()
	}
	c.http.CloseIdleConnections()
}

// begin starts the person's wishes of each kind, each of which waits for the one before of its kind.
func (m *member) begin(ctx context.Context) {
	for _, wish := range []struct {
		every time.Duration
		do    func(due time.Time)
	}{{m.crowd.pace.Edit, m.edit}, {m.crowd.pace.List, m.list}, {m.crowd.pace.Open, m.open}} {
		if wish.every > 0 {
			chance := rand.New(rand.NewPCG(m.chance.Uint64(), 0))
			m.crowd.group.Go(func() { repeat(ctx, chance, wish.every, wish.do) })
		}
	}
}

// repeat does something at chance times. A time that is over before its turn comes counts as when it was due: whoever
// waits wants the next thing meanwhile.
func repeat(ctx context.Context, chance *rand.Rand, every time.Duration, do func(due time.Time)) {
	due := time.Now().Add(time.Duration(chance.Float64() * float64(every)))
	for {
		timer := time.NewTimer(time.Until(due))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		do(due)
		due = due.Add(time.Duration((0.5 + chance.Float64()) * float64(every)))
	}
}

// edit writes the price of the person's own listing, and waits until it is saved and the colleague has it.
func (m *member) edit(due time.Time) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	m.value++
	hash, err := m.own.Set("ListPrice", m.value)
	if err != nil {
		m.crowd.book.fault("an honest edit can't be sent: %v", err)
		return
	}
	var seen sync.WaitGroup
	if w := m.watcher; w != nil {
		seen.Go(func() {
			if err := w.client.Wait(ctx, func() bool { return w.watched.Holds(hash) }); err != nil {
				m.crowd.book.fault("an honest edit is never seen: %v", err)
				return
			}
			m.crowd.book.note(func(s *Sample) *[]time.Duration { return &s.Seen }, time.Since(due))
		})
	}
	if err := m.own.WaitSaved(ctx, hash); err != nil {
		m.crowd.book.fault("an honest edit is not saved: %v", err)
	} else {
		m.crowd.book.note(func(s *Sample) *[]time.Duration { return &s.Saved }, time.Since(due))
	}
	seen.Wait()
}

func (m *member) list(due time.Time) {
	m.ask(due, "/listings?limit=20&sort=-ListPrice", func(s *Sample) *[]time.Duration { return &s.Lists })
}

func (m *member) open(due time.Time) {
	m.ask(due, "/listings/"+m.Watched.String(), func(s *Sample) *[]time.Duration { return &s.Opens })
}

func (m *member) ask(due time.Time, path string, to func(*Sample) *[]time.Duration) {
	request, err := http.NewRequest(http.MethodGet, "http://"+m.crowd.addr+"/api/v1"+path, nil)
	if err != nil {
		m.crowd.book.fault("%v", err)
		return
	}
	request.Header.Set("Authorization", "Bearer "+m.Token)
	response, err := m.crowd.http.Do(request)
	if err != nil {
		m.crowd.book.fault("an honest request has no answer: %v", err)
		return
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil || response.StatusCode != http.StatusOK {
		m.crowd.book.fault("an honest request is answered %d %v", response.StatusCode, err)
		return
	}
	m.crowd.book.note(to, time.Since(due))
}
