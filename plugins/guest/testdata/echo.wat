;; Calls the op "echo" with what "task.input" answered, and writes what that answers to its log.
(module
  (import "crm_v1" "call" (func $call (param i32 i32 i32 i32) (result i32)))
  (import "crm_v1" "read" (func $read (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 2)
  (data (i32.const 0) "task.inputecho")
  (func (export "_start") (local i32)
    i32.const 0 i32.const 10 i32.const 0 i32.const 0 call $call drop
    i32.const 1024 i32.const 60000 call $read local.set 0
    i32.const 10 i32.const 4 i32.const 1024 local.get 0 call $call drop
    i32.const 1024 i32.const 60000 call $read local.set 0
    ;; an iovec at 16: address and length, then the newline of another at 24
    i32.const 16 i32.const 1024 i32.store
    i32.const 20 local.get 0 i32.store
    i32.const 2 i32.const 16 i32.const 1 i32.const 40 call $fd_write drop))
