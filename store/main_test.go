package store_test

import (
	"os"
	"testing"
)

// benchDir is where the large store is kept for one run.
var benchDir string

func largeDir() (string, error) {
	dir, err := os.MkdirTemp("", "roomkey-large-*")
	benchDir = dir
	return dir, err
}

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		os.Exit(child(dir))
	}
	code := m.Run()
	if benchDir != "" {
		os.RemoveAll(benchDir)
	}
	os.Exit(code)
}
