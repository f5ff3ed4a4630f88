package author

import (
	"context"
	"encoding/json"

	"roomkey/plugins/calls"
)

// op answers one call. It is a guest.Op.
func (s *stage) op(_ context.Context, name string, in []byte) ([]byte, error) {
	ops := map[string]func([]byte) (any, error){
		"task.input": s.opInput, "task.progress": s.opProgress, "task.checkpoint": s.opCheckpoint,
		"task.output": s.opOutput, "task.fail": s.opFail,
		"records.get": s.opGet, "records.query": s.opQuery, "records.propose": s.opPropose,
		"files.read": s.opReadFile, "llm.complete": s.opComplete, "http.fetch": s.opFetch,
	}
	var answer any
	err := s.calls.Admit(name, in)
	if err == nil {
		answer, err = ops[name](in)
	}
	refused := calls.Refusal(err)
	if err != nil && refused == nil {
		s.say.op(name, in, nil, nil)
		return nil, err
	}
	var out []byte
	if refused == nil {
		if out, err = json.Marshal(answer); err != nil {
			return nil, err
		}
	}
	s.say.op(name, in, out, refused)
	if refused != nil {
		return nil, refused
	}
	return out, nil
}
