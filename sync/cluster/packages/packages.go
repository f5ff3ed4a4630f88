// Package packages brings the packages of plugins that other regions have installed. That a plugin is installed is an
// entry of the ledger, which is too small for its package (megabytes): a region that has the row and not the package
// asks the others for it.
//
//	go packages.New(packages.Config{Port: port, Regions: regions, Store: data, Check: check}).Run(ctx)
//
// A region's copy may be damaged. It is not taken, and one that is damaged here counts as missing.
package packages

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// Store holds packages. Its methods may be called concurrently.
type Store interface {
	// MissingPackages lists the digests of packages that plugins have and this region has not.
	MissingPackages(ctx context.Context) ([]crm.Hash, error)
	// StoredPackages lists the digests of packages that plugins have and this region has too.
	StoredPackages(ctx context.Context) ([]crm.Hash, error)
	// PluginPackage returns a package. Errors: not_found.
	PluginPackage(ctx context.Context, digest crm.Hash) ([]byte, error)
	// KeepPackage stores a package, in the place of a damaged one.
	KeepPackage(ctx context.Context, digest crm.Hash, data []byte) error
}

// Config configures Packages. Port, Regions, Store and Check are required.
type Config struct {
	Port    *wire.Port
	Regions []string // that hold content
	Store   Store
	// Check refuses data that is not, whole, the package with a digest.
	Check func(data []byte, digest crm.Hash) error
	Log   *slog.Logger // nil: discard
}

const (
	every        = 2 * time.Second // a look for what is missing, and at one of those that are here
	againAfter   = 30              // looks, until damaged copies are asked for again
	checkEvery   = time.Hour       // all that are here are looked at again
	partTimeout  = 5 * time.Second
	storeTimeout = 5 * time.Second
)

// Packages is a region's end.
type Packages struct {
	config    Config
	silent    map[crm.Hash]bool // missing, and the log has it
	damaged   map[crm.Hash]bool // here
	unchecked []crm.Hash        // are here, and have to be looked at
	rests     map[crm.Hash]int  // looks until one is asked for again, of which others have damaged copies
	open      openPackage       // of which others ask for parts
}

// New makes it. It starts nothing: see Run.
func New(c Config) *Packages {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Packages{config: c, silent: make(map[crm.Hash]bool), damaged: make(map[crm.Hash]bool),
		rests: make(map[crm.Hash]int)}
}

// Run brings what is missing, and answers other regions, until ctx ends (nil). Errors: those of the network that it
// begins with.
func (p *Packages) Run(ctx context.Context) error {
	stop, err := p.config.Port.Answer(wire.PackageSubject(p.config.Port.Region()), wire.KindPackagePull, p.answer)
	if err != nil {
		return err
	}
	defer stop()
	tick, hour := time.NewTicker(every), time.NewTicker(checkEvery)
	defer tick.Stop()
	defer hour.Stop()
	p.list(ctx)
	for {
		p.checkOne(ctx)
		p.bring(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-hour.C:
			p.list(ctx)
		case <-tick.C:
			p.open.look()
		}
	}
}

// bring asks for what is missing, one package after the other.
func (p *Packages) bring(ctx context.Context) {
	limited, cancel := context.WithTimeout(ctx, storeTimeout)
	missing, err := p.config.Store.MissingPackages(limited)
	cancel()
	if err != nil && ctx.Err() == nil {
		p.config.Log.Warn("packages that are missing can't be looked for", "error", err)
	}
	if len(missing) == 0 && len(p.damaged) == 0 {
		clear(p.silent)
		clear(p.rests)
	}
	for _, digest := range slices.AppendSeq(missing, maps.Keys(p.damaged)) {
		if p.rests[digest] > 0 {
			p.rests[digest]--
			continue
		}
		delete(p.rests, digest)
		if !p.bringOne(ctx, digest) && !p.silent[digest] && ctx.Err() == nil {
			p.silent[digest] = true
			p.config.Log.Warn("a plugin's package is whole in no region that answers", "digest", digest)
		}
	}
}

// bringOne asks the regions in turn, until one has a copy that is whole.
func (p *Packages) bringOne(ctx context.Context, digest crm.Hash) bool {
	for _, region := range p.config.Regions {
		if region == p.config.Port.Region() {
			continue
		}
		data, ok := p.pull(ctx, region, digest)
		if !ok {
			continue
		}
		if err := p.config.Check(data, digest); err != nil {
			p.rests[digest] = againAfter
			if !p.silent[digest] {
				p.config.Log.Warn("a region's copy of a plugin's package is damaged", "region", region,
					"digest", digest, "error", err)
			}
			continue
		}
		limited, cancel := context.WithTimeout(ctx, storeTimeout)
		err := p.config.Store.KeepPackage(limited, digest, data)
		cancel()
		if err == nil {
			p.open.forget()
			delete(p.damaged, digest)
			delete(p.rests, digest)
			return true
		}
		p.config.Log.Warn("a plugin's package can't be stored", "digest", digest, "error", err)
	}
	return false
}

// list has all packages that are here looked at, one by one.
func (p *Packages) list(ctx context.Context) {
	limited, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	stored, err := p.config.Store.StoredPackages(limited)
	if err != nil {
		if ctx.Err() == nil {
			p.config.Log.Warn("packages can't be listed", "error", err)
		}
		return
	}
	p.unchecked = stored
	maps.DeleteFunc(p.damaged, func(digest crm.Hash, _ bool) bool { return !slices.Contains(stored, digest) })
}

// checkOne looks at one of the packages that are here.
func (p *Packages) checkOne(ctx context.Context) {
	if len(p.unchecked) == 0 {
		return
	}
	digest := p.unchecked[0]
	p.unchecked = p.unchecked[1:]
	limited, cancel := context.WithTimeout(ctx, storeTimeout)
	data, err := p.config.Store.PluginPackage(limited, digest)
	cancel()
	if err != nil { // it is gone, or is looked at an hour later
		return
	}
	err = p.config.Check(data, digest)
	if err == nil {
		delete(p.damaged, digest)
		return
	}
	if !p.damaged[digest] {
		p.damaged[digest] = true
		p.config.Log.Warn("a plugin's package is damaged here: other regions are asked for it", "digest", digest,
			"error", err)
	}
}

// pull asks a region for a package, part by part.
func (p *Packages) pull(ctx context.Context, region string, digest crm.Hash) (data []byte, ok bool) {
	for ctx.Err() == nil {
		limited, cancel := context.WithTimeout(ctx, partTimeout)
		answer, err := p.config.Port.Request(limited, wire.PackageSubject(region), wire.KindPackagePull, crm.ID{},
			wire.EncodePackagePull(digest, uint64(len(data))), wire.KindPackagePart)
		cancel()
		if err != nil {
			return nil, false
		}
		part, err := wire.DecodePackagePart(answer.Payload)
		if err != nil {
			p.config.Port.Malformed()
			return nil, false
		}
		data = append(data, part.Data...)
		switch have := uint64(len(data)); {
		case part.Size == 0 || have > part.Size || len(part.Data) == 0:
			return nil, false
		case have == part.Size:
			return data, true
		}
	}
	return nil, false
}
