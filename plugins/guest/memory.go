package guest

import (
	"fmt"
	"syscall"

	"github.com/tetratelabs/wazero/experimental"
)

// linearMemory is a guest's memory in a mapping of its own. Growing it copies nothing, its end gives it back to the system at
// once, and the collector, which a guest without host calls can stall, never has to find it.
type linearMemory struct {
	mapping []byte // reserved for the greatest size
	usable  uint64 // bytes that may be touched
}

// allocateMemory reserves address space, which the limit of the process does not count before it is used.
func allocateMemory(_, most uint64) experimental.LinearMemory {
	if most == 0 {
		return &linearMemory{}
	}
	mapping, err := syscall.Mmap(-1, 0, int(most), syscall.PROT_NONE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
	if err != nil {
		panic(fmt.Errorf("reserving %d bytes: %w", most, err))
	}
	return &linearMemory{mapping: mapping}
}

// Reallocate makes size bytes usable; nil when the system has no more, which the guest sees as a memory.grow that failed.
func (m *linearMemory) Reallocate(size uint64) []byte {
	if size > uint64(len(m.mapping)) {
		return nil
	}
	if size > m.usable {
		if err := syscall.Mprotect(m.mapping[m.usable:size], syscall.PROT_READ|syscall.PROT_WRITE); err != nil {
			return nil
		}
		m.usable = size
	}
	return m.mapping[:size:size]
}

// Free gives the memory back.
func (m *linearMemory) Free() {
	if m.mapping != nil {
		syscall.Munmap(m.mapping) // the mapping is ours, whole and mapped once
		m.mapping = nil
	}
}
