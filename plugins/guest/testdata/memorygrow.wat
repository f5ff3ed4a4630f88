;; Grows its memory until it gets no more, fills all of it, and ends well if it got exactly 1,024 pages, 64 MiB.
(module
  (memory (export "memory") 1)
  (func (export "_start")
    loop i32.const 1 memory.grow i32.const -1 i32.ne br_if 0 end
    i32.const 0 i32.const 255 memory.size i32.const 65536 i32.mul memory.fill
    i32.const 100000 memory.grow i32.const -1 i32.ne if unreachable end
    memory.size i32.const 1024 i32.ne if unreachable end))
