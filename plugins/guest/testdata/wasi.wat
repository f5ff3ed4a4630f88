;; Traps if WASI gives it an environment variable, another argument than one, a folder that is open, or anything on stdin.
(module
  (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environ (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_prestat_get" (func $prestat (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    i32.const 0 i32.const 4 call $environ drop
    i32.const 0 i32.load i32.const 0 i32.ne if unreachable end
    i32.const 0 i32.const 4 call $args drop
    i32.const 0 i32.load i32.const 1 i32.ne if unreachable end
    i32.const 3 i32.const 0 call $prestat i32.const 8 i32.ne if unreachable end ;; EBADF
    i32.const 0 i32.const 64 i32.store
    i32.const 4 i32.const 10 i32.store
    i32.const 0 i32.const 0 i32.const 1 i32.const 16 call $fd_read drop
    i32.const 16 i32.load i32.const 0 i32.ne if unreachable end))
