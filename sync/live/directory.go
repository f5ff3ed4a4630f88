package live

import (
	"context"
	"slices"
	"sync"
	"time"

	"roomkey/crm"
)

// directoryFresh is how long the cached users of a brokerage are used before the storage is asked for changes.
const directoryFresh = time.Second

// directoryTimeout bounds a read of the storage for callers that have no deadline.
const directoryTimeout = 60 * time.Second

// directory caches the users of the brokerages. It says who hears of which record.
type directory struct {
	storage Directory
	now     func() time.Time

	mu      sync.Mutex // guards brokers
	brokers map[crm.ID]*people
}

// people are the users of one brokerage at one version of the directory.
type people struct {
	version uint64
	asked   time.Time
	users   []*crm.User
}

func newDirectory(storage Directory, now func() time.Time) *directory {
	return &directory{storage: storage, now: now, brokers: make(map[crm.ID]*people)}
}

// freshPeople returns the users of a brokerage, at most one second old. With an error it returns the older users, or
// nil.
func (d *directory) freshPeople(ctx context.Context, broker crm.ID) (*people, error) {
	d.mu.Lock()
	known := d.brokers[broker]
	d.mu.Unlock()
	now := d.now()
	if known != nil && now.Sub(known.asked) < directoryFresh && now.Sub(known.asked) >= 0 {
		return known, nil
	}
	version, err := d.storage.DirectoryVersion(ctx)
	if err != nil {
		return known, err
	}
	fresh := &people{version: version, asked: now}
	if known != nil && known.version == version {
		fresh.users = known.users
	} else if err := fresh.read(ctx, d.storage, broker); err != nil {
		return known, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.brokers[broker] == known { // else they are outdated, or somebody has read them meanwhile
		d.brokers[broker] = fresh
	}
	return fresh, nil
}

// outdated has the next question ask the storage, although the users were read lately.
func (d *directory) outdated() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for broker, known := range d.brokers {
		old := *known
		old.asked = time.Time{}
		d.brokers[broker] = &old
	}
}

// read reads the users of a brokerage.
func (p *people) read(ctx context.Context, storage Directory, broker crm.ID) error {
	users, err := storage.Users(ctx, broker)
	if err != nil {
		return err
	}
	p.users = users
	return nil
}

// SharedRooms returns the rooms that hear what all readers of a record may know: the record's room and the rooms of its
// audience.
func (d *directory) SharedRooms(rec *crm.Record) []crm.Room {
	rooms := []crm.Room{crm.RecordRoom(rec.ID)}
	switch {
	case rec.Visibility == crm.VisibilityBroker:
		return append(rooms, crm.BrokerRoom(rec.Broker))
	case rec.Visibility == crm.VisibilityTeam && !rec.Team.IsZero():
		return append(rooms, crm.TeamRoom(rec.Team))
	}
	return append(rooms, d.PrivateRooms(rec)...)
}

// PrivateRooms returns the rooms of the users who may read a record's private fields.
func (d *directory) PrivateRooms(rec *crm.Record) []crm.Room {
	var rooms []crm.Room
	for _, u := range d.People(rec.Broker) {
		if u.AccessTo(rec.Row).ReadsPrivate() {
			rooms = append(rooms, crm.UserRoom(u.ID))
		}
	}
	return rooms
}

// People returns the users of a brokerage. If the storage fails, it returns older users rather than an error.
func (d *directory) People(broker crm.ID) []*crm.User {
	ctx, cancel := context.WithTimeout(context.Background(), directoryTimeout)
	defer cancel()
	known, _ := d.freshPeople(ctx, broker)
	if known == nil {
		return nil
	}
	return known.users
}

// user returns a user of the brokerage who is not disabled, or nil.
func (d *directory) user(ctx context.Context, broker, id crm.ID) *crm.User {
	known, _ := d.freshPeople(ctx, broker)
	if known == nil {
		return nil
	}
	for _, u := range known.users {
		if u.ID == id && !u.Disabled {
			return u
		}
	}
	return nil
}

// teamKnown reports whether anybody of the brokerage is in the team.
func (d *directory) teamKnown(ctx context.Context, broker, team crm.ID) bool {
	known, _ := d.freshPeople(ctx, broker)
	return known != nil && slices.ContainsFunc(known.users, func(u *crm.User) bool { return u.InTeam(team) })
}
