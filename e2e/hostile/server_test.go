package hostile_test

import (
	"testing"

	"roomkey/internal/roomkeytest"
)

type (
	record = roomkeytest.Record
	m      = map[string]any
)

// server is the harness's, with what these tests ask of it besides.
type server struct{ *roomkeytest.Server }

// serve serves the demo's data by the program under test, with scripted plugins.
func serve(t testing.TB, flags ...string) *server {
	t.Helper()
	return &server{roomkeytest.Serve(t, flags...)}
}
