// Command gostep is a guest in Go without an SDK. It reads its input, adds up the numbers and outputs the sum.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"unsafe"
)

//go:wasmimport crm_v1 call
func hostCall(op unsafe.Pointer, opLen uint32, in unsafe.Pointer, inLen uint32) int32

//go:wasmimport crm_v1 read
func hostRead(dst unsafe.Pointer, size uint32) int32

func call(op string, in []byte) []byte {
	n := hostCall(unsafe.Pointer(unsafe.StringData(op)), uint32(len(op)), unsafe.Pointer(unsafe.SliceData(in)),
		uint32(len(in)))
	failed := n < 0
	if failed {
		n = -n
	}
	out := make([]byte, n)
	hostRead(unsafe.Pointer(unsafe.SliceData(out)), uint32(n))
	if failed {
		fmt.Fprintf(os.Stderr, "%s: %s\n", op, out)
		os.Exit(1)
	}
	return out
}

func main() {
	var task struct {
		Input struct{ Numbers []float64 }
	}
	if err := json.Unmarshal(call("task.input", nil), &task); err != nil {
		panic(err)
	}
	if len(task.Input.Numbers) == 0 {
		panic("there is nothing to add up")
	}
	sum := 0.0
	for _, n := range task.Input.Numbers {
		sum += n
	}
	out, err := json.Marshal(map[string]float64{"sum": sum})
	if err != nil {
		panic(err)
	}
	call("task.output", out)
}
