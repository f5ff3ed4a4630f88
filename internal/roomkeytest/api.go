package roomkeytest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"roomkey/internal/demo"
	"roomkey/internal/testclient"
)

// SignIn signs a demo account in by its password and gives an access token.
func (s *Server) SignIn(email string) string {
	s.T.Helper()
	var answer struct{ AccessToken string }
	status, body := s.Call("", "POST", "/auth/login", map[string]string{"email": email, "password": demo.Password})
	if status != http.StatusOK || json.Unmarshal(body, &answer) != nil {
		s.T.Fatalf("sign in as %s: %d %s", email, status, body)
	}
	return answer.AccessToken
}

// Personal is a personal token of an account, which lives as long as the test needs it.
func (s *Server) Personal(email string) string {
	s.T.Helper()
	if token := s.tokens[email]; token != "" {
		return token
	}
	return newToken(s, email)
}

func newToken(s *Server, email string) string {
	s.T.Helper()
	var answer struct{ Token string }
	status, body := s.Call(s.SignIn(email), "POST", "/tokens", map[string]string{"name": "test", "scope": "write"})
	if status/100 != 2 || json.Unmarshal(body, &answer) != nil || answer.Token == "" {
		s.T.Fatalf("personal token of %s: %d %s", email, status, body)
	}
	return answer.Token
}

// Call asks the API and gives the answer as it is. body is sent as JSON; it may be nil.
func (s *Server) Call(token, method, path string, body any) (status int, answer []byte) {
	s.T.Helper()
	var content io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			s.T.Fatal(err)
		}
		content = bytes.NewReader(data)
	}
	request, err := http.NewRequestWithContext(s.T.Context(), method, s.URL()+"/api/v1"+path, content)
	if err != nil {
		s.T.Fatal(err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	return s.Send(token, request)
}

// Send makes a request as the token's user and gives the answer as it is.
func (s *Server) Send(token string, request *http.Request) (status int, answer []byte) {
	s.T.Helper()
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.T.Fatalf("%s %s: %v", request.Method, request.URL.Path, err)
	}
	defer response.Body.Close()
	answer, err = io.ReadAll(response.Body)
	if err != nil {
		s.T.Fatalf("%s %s: %v", request.Method, request.URL.Path, err)
	}
	return response.StatusCode, answer
}

// Get asks for JSON and fails the test on any answer but 200.
func (s *Server) Get(token, path string, into any) {
	s.T.Helper()
	status, body := s.Call(token, "GET", path, nil)
	if status != http.StatusOK {
		s.T.Fatalf("GET %s: %d %s", path, status, body)
	}
	if err := json.Unmarshal(body, into); err != nil {
		s.T.Fatalf("GET %s: %v in %s", path, err, body)
	}
}

// URL is the server's address for HTTP.
func (s *Server) URL() string { return "http://" + s.Addr }

// Socket is the address of the socket.
func (s *Server) Socket() string { return "ws://" + s.Addr + "/sync" }

// Dial joins the socket protocol as the token's user. The client is closed at the test's end.
func (s *Server) Dial(token string, opts testclient.Options) *testclient.Client {
	s.T.Helper()
	c, err := s.TryDial(token, opts)
	if err != nil {
		s.T.Fatal(err)
	}
	return c
}

// TryDial is Dial where the server may refuse.
func (s *Server) TryDial(token string, opts testclient.Options) (*testclient.Client, error) {
	ctx, cancel := context.WithTimeout(s.T.Context(), 20*time.Second)
	defer cancel()
	opts.Token = token
	c, err := testclient.Dial(ctx, s.Socket(), opts)
	if err == nil {
		s.T.Cleanup(c.Close)
	}
	return c, err
}

// CloseCode is the code that the server closed a client's socket with; 0 where it was closed otherwise.
func CloseCode(c *testclient.Client) int {
	<-c.Done()
	var closed *testclient.Closed
	if errors.As(c.Err(), &closed) {
		return closed.Code
	}
	return 0
}

// Metric returns the lines of /metrics that begin with the name of a metric; empty if it was never counted.
func (s *Server) Metric(name string) string {
	s.T.Helper()
	response, err := http.Get("http://" + s.Addr + "/metrics")
	if err != nil {
		s.T.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		s.T.Fatalf("/metrics: %s, %v", response.Status, err)
	}
	var lines []string
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, name) {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return strings.Join(lines, "\n")
}

// Counted are those lines of a counter in /metrics that have counted something; "": none has.
func Counted(s *Server, name string) string {
	s.T.Helper()
	none := func(line string) bool { return strings.HasSuffix(line, " 0") }
	return strings.Join(slices.DeleteFunc(strings.Split(s.Metric(name), "\n"), none), "\n")
}
