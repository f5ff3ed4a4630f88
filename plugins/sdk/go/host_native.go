//go:build !wasip1

package roomkey

import (
	"encoding/json"
	"sync"
)

var native struct {
	sync.Mutex // guards answer
	answer     func(op string, in []byte) (any, error)
}

// Host makes answer the server of every Task until restore is called. The result of answer is encoded as JSON; an
// *Error becomes a refusal. Host exists only outside guests, for a plugin's unit tests. `roomkey plugin test` runs the
// built plugin as the server does.
func Host(answer func(op string, in []byte) (any, error)) (restore func()) {
	native.Lock()
	defer native.Unlock()
	before := native.answer
	native.answer = answer
	return func() {
		native.Lock()
		defer native.Unlock()
		native.answer = before
	}
}

func exchange(op string, in []byte) ([]byte, error) {
	native.Lock()
	answer := native.answer
	native.Unlock()
	if answer == nil {
		return nil, &Error{Op: op, Code: Unavailable,
			Message: "there is no server: this is not a guest, and no Host has been set"}
	}
	out, err := answer(op, in)
	if refused, ok := err.(*Error); ok {
		text, err := json.Marshal(refused)
		if err != nil {
			return nil, err
		}
		return nil, refusal(op, text)
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(out)
}
