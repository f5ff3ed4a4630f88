//go:build wasip1

package roomkey

import (
	"sync"
	"unsafe"
)

//go:wasmimport crm_v1 call
func hostCall(op unsafe.Pointer, opLen uint32, in unsafe.Pointer, inLen uint32) int32

//go:wasmimport crm_v1 read
func hostRead(dst unsafe.Pointer, size uint32) int32

var waiting sync.Mutex // only one answer can wait: held from the call until the answer is read

func exchange(op string, in []byte) ([]byte, error) {
	waiting.Lock()
	defer waiting.Unlock()
	n := hostCall(unsafe.Pointer(unsafe.StringData(op)), uint32(len(op)), unsafe.Pointer(unsafe.SliceData(in)),
		uint32(len(in)))
	size := n
	if n < 0 {
		size = -n
	}
	answer := make([]byte, size)
	hostRead(unsafe.Pointer(unsafe.SliceData(answer)), uint32(size))
	if n < 0 {
		return nil, refusal(op, answer)
	}
	return answer, nil
}
