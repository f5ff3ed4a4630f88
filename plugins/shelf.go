package plugins

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"roomkey/crm"
	"roomkey/plugins/guest"
)

const (
	shelfLabelBytes   = 32 << 20    // of manifests that are kept in memory: every list wants all of a brokerage's
	shelfProgramBytes = 64 << 20    // of code, which steps alone want
	shelfDamageBytes  = 1 << 10     // what a damaged package counts for
	damageLasts       = time.Second // then it is looked at again: somebody may have mended it
)

// shelf has opened packages at hand, labels and programs apart. Each is opened once at a time, and again only when it had to
// make room for others. Safe for concurrent use.
type shelf struct {
	read    func(context.Context, crm.Hash) ([]byte, error)
	now     func() time.Time
	opening singleflight.Group // by digest

	mu       sync.Mutex // guards what follows
	labels   lru[labelled]
	programs lru[guest.Program]
}

// labelled is what is known of a package: its label, or the damage for which it has none.
type labelled struct {
	label  *Label
	damage *Damage
	at     time.Time // when the damage was found
}

func newShelf(read func(context.Context, crm.Hash) ([]byte, error), now func() time.Time, programBytes int) *shelf {
	if programBytes == 0 {
		programBytes = shelfProgramBytes
	}
	return &shelf{read: read, now: now, labels: newLRU[labelled](shelfLabelBytes), programs: newLRU[guest.Program](programBytes)}
}

// label gives a package's label. The error is a *Damage where the package can't be used.
func (s *shelf) label(ctx context.Context, digest crm.Hash) (*Label, error) {
	if known, ok := s.known(digest); ok && known.damage != nil {
		return nil, known.damage
	} else if ok {
		return known.label, nil
	}
	p, err := s.open(ctx, digest)
	if err != nil {
		return nil, err
	}
	return p.Label, nil
}

// program gives a package's code, with the errors of label.
func (s *shelf) program(ctx context.Context, digest crm.Hash) (guest.Program, error) {
	s.mu.Lock()
	program, ok := s.programs.get(digest)
	s.mu.Unlock()
	if ok {
		return program, nil
	}
	if known, ok := s.known(digest); ok && known.damage != nil {
		return guest.Program{}, known.damage
	}
	p, err := s.open(ctx, digest)
	if err != nil {
		return guest.Program{}, err
	}
	return p.Program, nil
}

// known is what needs no look at the package.
func (s *shelf) known(digest crm.Hash) (labelled, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, ok := s.labels.get(digest)
	return l, ok && (l.damage == nil || s.now().Sub(l.at) < damageLasts)
}

// open reads a stored package, which is checked anew: its bytes may have been damaged since it was installed.
func (s *shelf) open(ctx context.Context, digest crm.Hash) (*Package, error) {
	opened, err, _ := s.opening.Do(string(digest[:]), func() (any, error) {
		var p *Package
		raw, err := s.read(context.WithoutCancel(ctx), digest) // for all who wait; the storage has a deadline of its own
		if err == nil {
			p, err = Open(raw)
		}
		if err == nil && p.Digest != digest {
			err = crm.Errorf(crm.CodeInvalid, "the package is another one than was installed")
		}
		if err == nil {
			s.keep(p)
			return p, nil
		}
		damage := damaged(err)
		if damage == nil {
			return nil, err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.labels.put(digest, labelled{damage: damage, at: s.now()}, shelfDamageBytes)
		return nil, damage
	})
	if err != nil {
		return nil, err
	}
	return opened.(*Package), nil
}

// keep has a package at hand that is stored.
func (s *shelf) keep(p *Package) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.labels.put(p.Digest, labelled{label: p.Label}, p.bytes)
	s.programs.put(p.Digest, p.Program, len(p.Program.Code))
}
