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
	cachedLabelBytes   = 32 << 20    // size of the manifests in memory: listing needs all of a brokerage's
	cachedProgramBytes = 64 << 20    // size of the code in memory: only steps need it
	cachedDamageBytes  = 1 << 10     // the size that a damaged package counts for
	damageCachedFor    = time.Second // a damaged package is then read again, since somebody may have repaired it
)

// packageCache keeps opened packages in memory, labels and programs separately. It opens each package at most once at a
// time, and again only after it was dropped. Safe for concurrent use.
type packageCache struct {
	read    func(context.Context, crm.Hash) ([]byte, error)
	now     func() time.Time
	opening singleflight.Group // by digest

	mu       sync.Mutex // guards the fields below
	labels   lru[labelled]
	programs lru[guest.Program]
}

// labelled is a package's label, or the damage because of which it has none.
type labelled struct {
	label  *Label
	damage *Damage
	at     time.Time // when the damage was found
}

func newPackageCache(read func(context.Context, crm.Hash) ([]byte, error), now func() time.Time,
	programBytes int) *packageCache {
	if programBytes == 0 {
		programBytes = cachedProgramBytes
	}
	return &packageCache{read: read, now: now, labels: newLRU[labelled](cachedLabelBytes),
		programs: newLRU[guest.Program](programBytes)}
}

// label returns a package's label. The error is a *Damage if the package can't be used.
func (s *packageCache) label(ctx context.Context, digest crm.Hash) (*Label, error) {
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

// program returns a package's code, with the errors of label.
func (s *packageCache) program(ctx context.Context, digest crm.Hash) (guest.Program, error) {
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

// known returns an entry that is in memory and still valid.
func (s *packageCache) known(digest crm.Hash) (labelled, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, ok := s.labels.get(digest)
	return l, ok && (l.damage == nil || s.now().Sub(l.at) < damageCachedFor)
}

// open reads a stored package and verifies it again, because its bytes may have been damaged since it was installed.
func (s *packageCache) open(ctx context.Context, digest crm.Hash) (*Package, error) {
	opened, err, _ := s.opening.Do(string(digest[:]), func() (any, error) {
		var p *Package
		// on behalf of all waiting callers; the storage has its own deadline
		raw, err := s.read(context.WithoutCancel(ctx), digest)
		if err == nil {
			p, err = Open(raw)
		}
		if err == nil && p.Digest != digest {
			err = crm.Errorf(crm.CodeInvalid, "the package is not the one that was installed")
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
		s.labels.put(digest, labelled{damage: damage, at: s.now()}, cachedDamageBytes)
		return nil, damage
	})
	if err != nil {
		return nil, err
	}
	return opened.(*Package), nil
}

// keep adds a stored package to the cache.
func (s *packageCache) keep(p *Package) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.labels.put(p.Digest, labelled{label: p.Label}, p.bytes)
	s.programs.put(p.Digest, p.Program, len(p.Program.Code))
}
