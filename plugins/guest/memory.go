package guest

import (
	"fmt"
	"syscall"

	"github.com/tetratelabs/wazero/experimental"
)

// linearMemory is a guest's memory in a mapping of its own. Growing it copies nothing, and freeing it returns it to the
// system at once. The garbage collector, which a guest without host calls can delay, is not involved.
type linearMemory struct {
	mapping []byte // reserved for the maximum size
	usable  uint64 // bytes that may be accessed
}

// allocateMemory reserves address space. The memory limit of the process does not count it until it is used.
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

// Reallocate makes size bytes usable. It returns nil if the system has no more memory; the guest then sees that
// memory.grow failed.
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

// Free returns the memory to the system.
func (m *linearMemory) Free() {
	if m.mapping != nil {
		syscall.Munmap(m.mapping) // the mapping is ours, complete and mapped once
		m.mapping = nil
	}
}
