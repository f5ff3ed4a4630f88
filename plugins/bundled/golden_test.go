// Package bundled_test runs the cases of every bundled plugin, built from source, in real guests.
package bundled_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"roomkey/plugins/author"
	"roomkey/plugins/guest"
)

// TestMain lets the test binary be a guest's process too.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "guest" {
		if err := guest.Main(); err != nil {
			os.Exit(3)
		}
		return
	}
	os.Exit(m.Run())
}

func TestBundled_DoWhatTheirCasesSay(t *testing.T) {
	host := guests(t)
	manifests, err := filepath.Glob("*/plugin.json")
	if err != nil || len(manifests) == 0 {
		t.Fatalf("no plugins: %v", err)
	}
	for _, manifest := range manifests {
		dir := filepath.Dir(manifest)
		t.Run(dir, func(t *testing.T) {
			var transcript bytes.Buffer
			if err := author.Test(t.Context(), host, dir, &transcript); err != nil {
				t.Errorf("%v\n%s", err, transcript.Bytes())
			}
		})
	}
}

// guests runs a host until the test ends.
func guests(t *testing.T) *guest.Host {
	t.Helper()
	host := guest.NewHost(guest.Config{CacheDir: filepath.Join(t.TempDir(), "cache")})
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := host.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		cancel()
		running.Wait()
	})
	return host
}
