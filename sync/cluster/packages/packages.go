// Package packages brings the packages of plugins that other regions have installed. That a plugin is installed is an
// entry of the ledger, which is too small for its package (megabytes): a region that has the row and not the package
// asks the others for it.
//
//	go packages.New(packages.Config{Port: port, Regions: regions, Store: data}).Run(ctx)
//
// It refuses to look into packages: whoever uses one holds it against its digest.
package packages

import (
	"context"
	"log/slog"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// Store holds packages. Its methods may be called concurrently.
type Store interface {
	// MissingPackages lists the digests of packages that plugins have and this region has not.
	MissingPackages(ctx context.Context) ([]crm.Hash, error)
	// PluginPackage returns a package. Errors: not_found.
	PluginPackage(ctx context.Context, digest crm.Hash) ([]byte, error)
	// KeepPackage stores a package.
	KeepPackage(ctx context.Context, digest crm.Hash, data []byte) error
}

// Config configures Packages. Port, Regions and Store are required.
type Config struct {
	Port    *wire.Port
	Regions []string // that hold content
	Store   Store
	Log     *slog.Logger // nil: discard
}

const (
	every        = 2 * time.Second // a look for what is missing
	partTimeout  = 5 * time.Second
	storeTimeout = 5 * time.Second
)

// Packages is a region's end.
type Packages struct {
	config Config
	silent map[crm.Hash]bool // missing, and the log has it
}

// New makes it. It starts nothing: see Run.
func New(c Config) *Packages {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Packages{config: c, silent: make(map[crm.Hash]bool)}
}

// Run brings what is missing, and answers other regions, until ctx ends (nil). Errors: those of the network that it
// begins with.
func (p *Packages) Run(ctx context.Context) error {
	stop, err := p.config.Port.Answer(wire.PackageSubject(p.config.Port.Region()), wire.KindPackagePull, p.answer)
	if err != nil {
		return err
	}
	defer stop()
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		p.bring(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
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
	if len(missing) == 0 {
		clear(p.silent)
	}
	for _, digest := range missing {
		if !p.bringOne(ctx, digest) && !p.silent[digest] && ctx.Err() == nil {
			p.silent[digest] = true
			p.config.Log.Warn("a plugin's package is in no region that answers", "digest", digest)
		}
	}
}

// bringOne asks the regions in turn.
func (p *Packages) bringOne(ctx context.Context, digest crm.Hash) bool {
	for _, region := range p.config.Regions {
		if region == p.config.Port.Region() {
			continue
		}
		data, ok := p.pull(ctx, region, digest)
		if !ok {
			continue
		}
		limited, cancel := context.WithTimeout(ctx, storeTimeout)
		err := p.config.Store.KeepPackage(limited, digest, data)
		cancel()
		if err == nil {
			return true
		}
		p.config.Log.Warn("a plugin's package can't be stored", "digest", digest, "error", err)
	}
	return false
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

// answer answers with a part of a package.
func (p *Packages) answer(ctx context.Context, question wire.Message) (wire.Kind, []byte, bool) {
	digest, from, err := wire.DecodePackagePull(question.Payload)
	if err != nil {
		p.config.Port.Malformed()
		return 0, nil, false
	}
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	data, err := p.config.Store.PluginPackage(ctx, digest)
	if err != nil && crm.CodeOf(err) != crm.CodeNotFound {
		return 0, nil, false
	}
	part := wire.PackagePart{Size: uint64(len(data))}
	if from <= part.Size {
		part.Data = data[from:min(from+wire.PackagePartBytes, part.Size)]
	}
	return wire.KindPackagePart, wire.EncodePackagePart(part), true
}
