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

// ordered says what became of an entry. Code "" means that it is applied.
type ordered struct {
	Code    crm.Code `json:"code,omitempty"`
	Field   string   `json:"field,omitempty"`
	Message string   `json:"message,omitempty"`
}

// answerOrders has the server put in order what commands hand over.
func answerOrders(mux *http.ServeMux, order func(context.Context, crm.LedgerEntry) error) {
	mux.HandleFunc("POST "+orderPath, func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(orderTime)) // else the asker's time runs out
		var e crm.LedgerEntry
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, orderMost)).Decode(&e); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), orderTime)
		defer cancel()
		answer := ordered{}
		if err := order(ctx, e); err != nil {
			answer = ordered{Code: crm.CodeOf(err), Message: plain(err)}
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
	return &crm.Error{Code: answer.Code, Field: answer.Field, Message: answer.Message}
}

// orderThroughServer has a store's writes of rows put in order by the running server where several regions share them.
func orderThroughServer(ctx context.Context, s *store.Store, dir string) error {
	several, err := s.OfSeveral(ctx)
	if err == nil && several {
		s.OrderThrough(serverOrder{dir})
	}
	return err
}
