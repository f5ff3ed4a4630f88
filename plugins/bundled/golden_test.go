// Package bundled_test runs the cases of every bundled plugin, built from source, in real guests.
package bundled_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"roomkey/plugins/author"
	"roomkey/plugins/guest/guesttest"
)

func TestMain(m *testing.M) { guesttest.Main(m) }

func TestBundled_DoWhatTheirCasesSay(t *testing.T) {
	host := guesttest.Host(t)
	manifests, err := filepath.Glob("*/plugin.json")
	if err != nil || len(manifests) == 0 {
		t.Fatalf("no plugins: %v", err)
	}
	for _, manifest := range manifests {
		dir := filepath.Dir(manifest)
		t.Run(dir, func(t *testing.T) {
			var transcript bytes.Buffer
			if err := author.Test(t.Context(), host, os.Environ(), dir, &transcript); err != nil {
				t.Errorf("%v\n%s", err, transcript.Bytes())
			}
		})
	}
}
