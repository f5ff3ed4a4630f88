package web_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"roomkey/crm"
	"roomkey/web"
	"roomkey/web/api"
)

// Trap: what a stream's producer throws would end the process, and what it fails at must not look like its end.
func TestStream_FailuresCutTheConnection(t *testing.T) {
	for name, body := range map[string]io.ReadCloser{
		"error": &failing{err: errors.New("disk")}, "panic": &failing{thrown: "secret"},
	} {
		t.Run(name, func(t *testing.T) {
			ended := make(chan struct{})
			app := fiber.New(fiber.Config{DisableStartupMessage: true})
			app.Get("/", web.StreamHandler(body, func() { close(ended) }))
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			served := make(chan error, 1)
			go func() { served <- app.Listener(listener) }()
			response, err := http.Get("http://" + listener.Addr().String() + "/")
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			content, err := io.ReadAll(response.Body)
			if err == nil {
				t.Errorf("a part was taken for the whole: %q", content)
			}
			select {
			case <-ended:
			case <-time.After(10 * time.Second):
				t.Error("the request's context never ends")
			}
			if err := errors.Join(app.Shutdown(), <-served); err != nil {
				t.Error(err)
			}
		})
	}
}

type failing struct {
	read   bool
	err    error
	thrown any
}

func (f *failing) Read(p []byte) (int, error) {
	if !f.read {
		f.read = true
		return copy(p, "part"), nil
	}
	if f.thrown != nil {
		panic(f.thrown)
	}
	return 0, f.err
}

func (f *failing) Close() error { return nil }

func TestStreams_AreBoundedPerUser(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	var held []io.Closer
	for range 3 {
		release, err := h.server.TakeSlot(g.user.ID)
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, closer(release))
	}
	if got := g.call("GET", "/export/leads.csv", nil).want(t, 429); got.header.Get("Content-Disposition") != "" {
		t.Error("a refusal is sent as a file")
	}
	g.call("GET", "/export/leads.csv?x=1", nil).want(t, 400).names(t, "x")
	g.call("POST", "/sync/bulk", "\xff", "Content-Type", "application/cbor").want(t, 400)
	h.as("agent2").call("GET", "/export/leads.csv", nil).want(t, 200)
	for _, slot := range held {
		slot.Close()
	}
	for range 5 {
		g.call("GET", "/export/leads.csv", nil).want(t, 200) // each gives its slot back
	}
}

// Whoever does not come to stream holds no place.
func TestStreams_AreHeldByAnswersAlone(t *testing.T) {
	for name, handle := range map[string]func() (*api.Stream, error){
		"a panic": func() (*api.Stream, error) { panic("torn") },
		"failure": func() (*api.Stream, error) { return nil, crm.ErrForbidden },
		"nothing": func() (*api.Stream, error) { return nil, nil },
	} {
		if held := web.AnswerStream(handle); held != 0 {
			t.Errorf("%s: %d places are taken", name, held)
		}
	}
	if held := web.AnswerStream(func() (*api.Stream, error) { return &api.Stream{Body: &failing{}}, nil }); held != 1 {
		t.Errorf("%d places are taken by an answer", held)
	}
}

type closer func()

func (c closer) Close() error { c(); return nil }
