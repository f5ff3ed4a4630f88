package web

import "sync"

const scratchBytes = 32 << 10

// scratches are buffers for one read or write.
var scratches = sync.Pool{New: func() any { return new([scratchBytes]byte) }}
