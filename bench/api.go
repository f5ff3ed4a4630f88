package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"roomkey/crm"
	"roomkey/internal/demo"
)

// account is a demo account signed in at a server, by a personal token, which outlives every figure.
type account struct {
	crm.User
	token   string
	accepts string // a coding of answers; "": identity
	server  *server
	http    *http.Client
}

// signIn signs demo accounts in.
func (p *server) signIn(ctx context.Context, users ...crm.User) ([]*account, error) {
	var accounts []*account
	for _, user := range users {
		a := &account{User: user, server: p, http: &http.Client{Transport: &http.Transport{DisableCompression: true},
			Timeout: time.Minute}}
		var login struct{ AccessToken string }
		if err := a.post(ctx, "/auth/login", map[string]string{"email": user.Email, "password": demo.Password},
			&login); err != nil {
			return nil, fmt.Errorf("%w; the server said: %s", err, p.tail())
		}
		a.token = login.AccessToken
		var personal struct{ Token string }
		if err := a.post(ctx, "/tokens", map[string]string{"name": "bench", "scope": "write"}, &personal); err != nil {
			return nil, err
		}
		a.token = personal.Token
		accounts = append(accounts, a)
	}
	return accounts, nil
}

func (a *account) post(ctx context.Context, path string, body, into any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	answer, _, err := a.ask(ctx, http.MethodPost, path, data)
	if err != nil {
		return err
	}
	return json.Unmarshal(answer, into)
}

// get asks for something and tells how long it took until the last byte was there.
func (a *account) get(ctx context.Context, path string) ([]byte, time.Duration, error) {
	return a.ask(ctx, http.MethodGet, path, nil)
}

func (a *account) ask(ctx context.Context, method, path string, body []byte) ([]byte, time.Duration, error) {
	request, err := http.NewRequestWithContext(ctx, method, "http://"+a.server.addr+"/api/v1"+path,
		bytes.NewReader(body))
	if err != nil {
		return nil, 0, err
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if a.token != "" {
		request.Header.Set("Authorization", "Bearer "+a.token)
	}
	if a.accepts != "" {
		request.Header.Set("Accept-Encoding", a.accepts)
	}
	began := time.Now()
	response, err := a.http.Do(request)
	if err != nil {
		return nil, 0, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	took := time.Since(began)
	if err == nil && response.StatusCode/100 != 2 {
		err = fmt.Errorf("%s %s: %d %.300s", method, path, response.StatusCode, answer)
	}
	return answer, took, err
}

// page is one page of a list.
type page struct {
	Items []struct {
		ID     string
		Team   string
		Heads  []string
		Fields map[string]json.RawMessage
	}
	Total int
}

// shared finds n records of a type that the team Harbor shares.
func (a *account) shared(ctx context.Context, plural string, n int) ([]crm.ID, error) {
	body, _, err := a.get(ctx, fmt.Sprintf("/%s?limit=500&sort=createdAt&filter[visibility]=team&filter[team]=%s",
		plural, demo.Harbor.ID))
	if err != nil {
		return nil, err
	}
	var found page
	if err := json.Unmarshal(body, &found); err != nil {
		return nil, err
	}
	if len(found.Items) < n {
		return nil, fmt.Errorf("the team Harbor shares %d %s, not %d", len(found.Items), plural, n)
	}
	ids := make([]crm.ID, n)
	for i := range ids {
		if ids[i], err = crm.ParseID(found.Items[i].ID); err != nil {
			return nil, err
		}
	}
	return ids, nil
}
