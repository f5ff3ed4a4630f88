package packages

import (
	"context"
	"sync"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// openFor is for how many looks a package stays open of which nobody asks for a part.
const openFor = 5

// openPackage is the package of which a part was asked for last: others ask for the next part soon, and a package has
// up to 90. One at most is open, so that it takes 64 MB at most, for some seconds.
type openPackage struct {
	mu     sync.Mutex // guards what follows
	digest crm.Hash
	data   []byte // nil: none is open
	unused int    // looks
}

func (o *openPackage) get(digest crm.Hash) []byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.data == nil || o.digest != digest {
		return nil
	}
	o.unused = 0
	return o.data
}

func (o *openPackage) keep(digest crm.Hash, data []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.digest, o.data, o.unused = digest, data, 0
}

func (o *openPackage) forget() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.data = nil
}

// look closes it when nobody has asked for long.
func (o *openPackage) look() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.unused++; o.unused > openFor {
		o.data = nil
	}
}

// answer answers with a part of a package.
func (p *Packages) answer(ctx context.Context, question wire.Message) (wire.Kind, []byte, bool) {
	digest, from, err := wire.DecodePackagePull(question.Payload)
	if err != nil {
		p.config.Port.Malformed()
		return 0, nil, false
	}
	data := p.open.get(digest)
	if data == nil {
		ctx, cancel := context.WithTimeout(ctx, storeTimeout)
		defer cancel()
		if data, err = p.config.Store.PluginPackage(ctx, digest); err != nil && crm.CodeOf(err) != crm.CodeNotFound {
			return 0, nil, false
		}
		if len(data) > wire.PackagePartBytes {
			p.open.keep(digest, data)
		}
	}
	part := wire.PackagePart{Size: uint64(len(data))}
	if from <= part.Size {
		part.Data = data[from:min(from+wire.PackagePartBytes, part.Size)]
	}
	return wire.KindPackagePart, wire.EncodePackagePart(part), true
}
