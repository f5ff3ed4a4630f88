package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// A command that changes accounts or rights of several regions makes the entry of the ledger, and hands it to the
// server that runs on its data directory, which has it put in order.

const (
	orderPath = "/order"
	orderTime = 25 * time.Second // of an entry: the server waits for other regions
	orderMost = 4 * crm.MaxLedgerEntry
)

// ordered says what became of an entry. Code "" means that it is applied. Refused means that it was refused at its
// place in the order; otherwise it is not known to have one.
type ordered struct {
	Refused bool     `json:"refused,omitempty"`
	Code    crm.Code `json:"code,omitempty"`
	Field   string   `json:"field,omitempty"`
	Message string   `json:"message,omitempty"`
}

// answerOrders has the server put in order what commands hand over.
func answerOrders(mux *http.ServeMux, order func(context.Context, crm.LedgerEntry) error) {
	mux.HandleFunc("POST "+orderPath, func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := answersWithin(w, r, orderTime)
		defer cancel()
		var e crm.LedgerEntry
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, orderMost)).Decode(&e); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		answer := ordered{}
		if err := order(ctx, e); err != nil {
			var refused *store.RefusedError
			answer = ordered{Refused: errors.As(err, &refused), Code: crm.CodeOf(err), Message: plain(err)}
			var told *crm.Error
			if errors.As(err, &told) {
				answer.Field, answer.Message = told.Field, told.Message
			}
		}
		_ = json.NewEncoder(w).Encode(answer)
	})
}

// serverOrder is the order of several regions as a command reaches it.
type serverOrder struct{ dir string }

// Order is store.Orderer's.
func (s serverOrder) Order(ctx context.Context, e crm.LedgerEntry) error {
	body, err := json.Marshal(e)
	if err != nil {
		return err
	}
	var answer ordered
	if err := callServer(ctx, s.dir, http.MethodPost, orderPath, body, &answer, orderTime); err != nil {
		return &crm.Error{Code: crm.CodeUnavailable, Message: fmt.Sprintf(
			"several regions share these accounts, so the server of this one changes them: %s", err), Err: err}
	}
	if answer.Code == "" {
		return nil
	}
	told := &crm.Error{Code: answer.Code, Field: answer.Field, Message: answer.Message}
	if answer.Refused {
		return &store.RefusedError{Err: told}
	}
	return told
}

// orderThroughServer has a store's writes of rows put in order by the running server where several regions share them.
func orderThroughServer(ctx context.Context, s *store.Store, dir string) error {
	several, err := s.OfSeveral(ctx)
	if err == nil && several {
		s.OrderThrough(serverOrder{dir})
	}
	return err
}
