package command

import (
	"context"
	"io"
	"os"
	"roomkey/plugins"
	"roomkey/plugins/guest"
)

// readPackage reads a file up to the size that a package may have.
func readPackage(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, plugins.MaxPackageBytes+1))
}

// withGuests has a host of guests run while do does. cache is where compiled code is kept, "" nowhere.
func (p *Program) withGuests(ctx context.Context, cache string, do func(*guest.Host) error) error {
	ctx, cancel := context.WithCancel(ctx)
	host := guest.NewHost(guest.Config{CacheDir: cache, Spare: 1})
	ended := make(chan error, 1)
	go func() { ended <- host.Run(ctx) }()
	err := do(host)
	cancel()
	if failed := <-ended; err == nil {
		err = failed
	}
	return err
}
