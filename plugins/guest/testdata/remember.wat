;; Traps if its memory holds what an earlier run has left there, in what it began with or in what it grew.
(module
  (memory (export "memory") 1)
  (func (export "_start")
    i32.const 10 memory.grow drop
    i32.const 4096 i32.load i32.const 0 i32.ne if unreachable end
    i32.const 500000 i32.load i32.const 0 i32.ne if unreachable end
    i32.const 4096 i32.const 77 i32.store
    i32.const 500000 i32.const 77 i32.store))
