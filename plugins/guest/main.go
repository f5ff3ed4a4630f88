package guest

import (
	"encoding/json"
	"fmt"
	"runtime/debug"

	"roomkey/internal/child"
)

// Main is the hidden command that a guest's process runs. It returns when the server closes the pipe or ends.
func Main() error {
	p := &process{}
	return child.Serve(p.answer)
}

// process answers requests in a guest's process, one after the other. It loads one program in its life.
type process struct {
	program program // nil before it is loaded
	current *step   // nil while no guest runs
}

func (p *process) answer(request []byte) []byte {
	answer, err := p.work(request)
	if err != nil {
		return append([]byte{kindBroken}, err.Error()...)
	}
	return answer
}

func (p *process) work(request []byte) ([]byte, error) {
	if len(request) == 0 {
		return nil, errWire
	}
	kind, rest := request[0], request[1:]
	switch {
	case kind == kindLoad && p.program == nil:
		return p.load(rest)
	case kind == kindStart && p.program != nil && p.current == nil:
		var t terms
		if err := json.Unmarshal(rest, &t); err != nil {
			return nil, err
		}
		p.current = startStep(p.program, t)
		return p.next(), nil
	case kind == kindResult && p.current != nil && len(rest) > 0:
		p.current.replies <- reply{failed: rest[0] != 0, data: rest[1:]}
		return p.next(), nil
	case kind == kindResume && p.current != nil:
		p.current.replies <- reply{}
		return p.next(), nil
	}
	return nil, fmt.Errorf("%w: %q out of turn", errWire, kind)
}

// next waits until the guest makes a request or has ended.
func (p *process) next() []byte {
	answer := <-p.current.turns
	if answer[0] == kindEnded {
		p.current = nil
	}
	return answer
}

const quietBytes = 256 << 10 // size of code; compiling smaller code leaves too little garbage to collect

func (p *process) load(rest []byte) ([]byte, error) {
	h, code, err := decodeLoad(rest)
	if err != nil {
		return nil, err
	}
	var failure *Failure
	switch h.Runtime {
	case RuntimeWasm:
		p.program, failure, err = loadModule(h, code)
	case RuntimeJS:
		p.program, failure, err = loadScript(h, code)
	default:
		return nil, fmt.Errorf("there is no runtime %q", h.Runtime)
	}
	switch {
	case err != nil:
		return nil, err
	case failure != nil:
		p.program = nil
		return encodeEnded(failure), nil
	}
	if h.Runtime == RuntimeJS || len(code) > quietBytes {
		debug.FreeOSMemory() // compiling has used much memory, and the process may be idle for a long time
	}
	return []byte{kindLoaded}, nil
}
