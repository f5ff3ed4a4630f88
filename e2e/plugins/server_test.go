package plugins_test

import (
	"testing"

	"roomkey/internal/roomkeytest"
)

type (
	record = roomkeytest.Record
	listed = roomkeytest.Page
	m      = map[string]any
)

// server is the harness's, with what these tests ask of it besides.
type server struct{ *roomkeytest.Server }

// serveInstalled serves the demo's data by the program under test, with real plugins.
func serveInstalled(t testing.TB, flags ...string) *server {
	t.Helper()
	s := &server{roomkeytest.ServeInstalled(t, flags...)}
	s.OpenPlugins()
	return s
}

// servePlain has the plain program serve them.
func servePlain(t testing.TB, flags ...string) *server {
	t.Helper()
	return &server{roomkeytest.ServePlain(t, flags...)}
}

// commands runs commands of the plain program.
func commands(t testing.TB) func(args ...string) (string, error) {
	return func(args ...string) (string, error) { return roomkeytest.Told(t, args...) }
}
