;; Writes a line of 10 bytes to the file descriptor FD, for ever or COUNT times.
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\10\00\00\00\0a\00\00\00")
  (data (i32.const 16) "shouting!\0a")
  (func (export "_start") (local i32)
    i32.const COUNT local.set 0
    loop
      i32.const FD i32.const 0 i32.const 1 i32.const 8 call $fd_write drop
      local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0
    end))
