// Package endurance_test holds a server against what wears it down: thousands who come back at the same moment, and day
// after day of work. Its tests are make soak's alone.
package endurance_test

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"roomkey/crm"
	"roomkey/internal/load"
	"roomkey/internal/testclient"
)

// device keeps a socket open as our client does: it comes back by itself, to the same rooms from where it stood, and to
// the same records.
type device struct {
	person *load.Person
	addr   string
	chance *rand.Rand
	back   func(since time.Time) // called when it is back as it was before

	mu    sync.Mutex // guards rooms
	rooms map[crm.Room]*testclient.Frame
}

// patience bounds one attempt.
const patience = 30 * time.Second

func newDevice(person *load.Person, addr string, seed uint64, back func(since time.Time)) *device {
	return &device{person: person, addr: addr, chance: rand.New(rand.NewPCG(seed, 1)), back: back,
		rooms: map[crm.Room]*testclient.Frame{crm.UserRoom(person.ID): nil, crm.TeamRoom(person.Teams[0]): nil}}
}

// stay connects again and again until ctx ends. lost is from when on its connection is waited for.
func (d *device) stay(ctx context.Context, lost time.Time) {
	for attempt := 0; ctx.Err() == nil; attempt++ {
		c, err := d.connect(ctx)
		if err == nil {
			d.back(lost)
			select {
			case <-c.Done():
			case <-ctx.Done():
				c.Close()
				return
			}
			lost, attempt, err = time.Now(), 0, c.Err()
		}
		d.wait(ctx, attempt, err)
	}
}

func (d *device) wait(ctx context.Context, attempt int, err error) {
	select {
	case <-time.After(testclient.Wait(attempt, err, d.chance)):
	case <-ctx.Done():
	}
}

// connect is there when both rooms have answered and both records are in sync.
func (d *device) connect(ctx context.Context) (*testclient.Client, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	answers := 0 // guarded by mu
	c, err := testclient.Dial(ctx, "ws://"+d.addr+"/sync", testclient.Options{Token: d.person.Token, Light: true,
		OnFrame: func(f testclient.Frame) {
			d.mu.Lock()
			defer d.mu.Unlock()
			last, known := d.rooms[crm.Room(f.Room)]
			switch {
			case known && f.Type == "room:joined":
				f.Raw, f.Events, f.Members = nil, nil, nil
				d.rooms[crm.Room(f.Room)] = &f
				answers++
			case known && f.Type == "event" && f.Offset > 0 && last != nil:
				last.Offset = f.Offset
			}
		}})
	if err != nil {
		return nil, err
	}
	own, watched := c.Open(d.person.Listings[0]), c.Open(d.person.Watched)
	for room, at := range d.positions() {
		if err := c.Join(room, at.Epoch, at.Offset); err != nil {
			c.Close()
			return nil, err
		}
	}
	err = c.Wait(ctx, func() bool {
		d.mu.Lock()
		defer d.mu.Unlock()
		return answers == len(d.rooms) && len(own.HeadsLocked()) > 0 && len(watched.HeadsLocked()) > 0
	})
	if err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

func (d *device) positions() map[crm.Room]testclient.Frame {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := make(map[crm.Room]testclient.Frame)
	for room, at := range d.rooms {
		if all[room] = (testclient.Frame{}); at != nil {
			all[room] = *at
		}
	}
	return all
}
