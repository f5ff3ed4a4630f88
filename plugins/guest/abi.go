package guest

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// The modules from which a guest may import.
const (
	abiModule  = "crm_v1"
	wasiModule = "wasi_snapshot_preview1"
)

// badPointerError is the trap of a host call with an address outside of the guest's memory.
type badPointerError struct {
	function, argument string
	address, length    uint32
	memory             uint32 // bytes
}

func (e *badPointerError) Error() string {
	return fmt.Sprintf("crm_v1.%s was given a bad pointer: %s is %d, with %d bytes, and the memory has %d", e.function,
		e.argument, e.address, e.length, e.memory)
}

// instantiateABI offers the functions of crm_v1 to a runtime. They serve the step that current points to.
func instantiateABI(ctx context.Context, r wazero.Runtime, current **step) error {
	const i32 = api.ValueTypeI32
	_, err := r.NewHostModuleBuilder(abiModule).
		NewFunctionBuilder().WithGoModuleFunction(
		api.GoModuleFunc(func(_ context.Context, m api.Module, stack []uint64) {
			stack[0] = api.EncodeI32((*current).call(m.Memory(), uint32(stack[0]), uint32(stack[1]), uint32(stack[2]),
				uint32(stack[3])))
		}), []api.ValueType{i32, i32, i32, i32}, []api.ValueType{i32}).Export("call").
		NewFunctionBuilder().WithGoModuleFunction(
		api.GoModuleFunc(func(_ context.Context, m api.Module, stack []uint64) {
			stack[0] = api.EncodeI32((*current).read(m.Memory(), uint32(stack[0]), uint32(stack[1])))
		}), []api.ValueType{i32, i32}, []api.ValueType{i32}).Export("read").
		Instantiate(ctx)
	return err
}

// call is crm_v1.call: it asks the server and keeps the answer for read. It returns the answer's length, or a negative
// number for an error.
func (s *step) call(memory api.Memory, opPtr, opLen, inPtr, inLen uint32) int32 {
	op := view(memory, "call", "op_ptr", opPtr, opLen)
	in := view(memory, "call", "in_ptr", inPtr, inLen)
	switch {
	case opLen > maxNameBytes:
		return s.keep(refusal("unsupported", "there is no such op"))
	case inLen > maxCallBytes:
		return s.keep(refusal("too_large", fmt.Sprintf("the input of a call may have %d bytes", maxCallBytes)))
	}
	return s.keep(s.op(string(op), in))
}

// keep stores r for read, and returns its length as call does.
func (s *step) keep(r reply) int32 {
	s.waiting = r.data
	if r.failed {
		return -int32(len(r.data))
	}
	return int32(len(r.data))
}

// read is crm_v1.read: it copies as much of the stored answer as fits, and drops the answer. It returns how many bytes
// it copied.
func (s *step) read(memory api.Memory, ptr, size uint32) int32 {
	dst := view(memory, "read", "dst_ptr", ptr, size)
	n := copy(dst, s.waiting)
	s.waiting = nil
	return int32(n)
}

// view returns a part of the guest's memory. It is valid until the guest continues. A bad pointer causes a trap.
func view(memory api.Memory, function, argument string, address, length uint32) []byte {
	b, ok := memory.Read(address, length)
	if !ok {
		panic(&badPointerError{function, argument, address, length, memory.Size()})
	}
	return b
}

func refusal(code, message string) reply {
	data, err := json.Marshal(OpError{Code: code, Message: message})
	if err != nil {
		panic(err) // two strings always encode
	}
	return reply{failed: true, data: data}
}
