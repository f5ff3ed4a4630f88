;; Makes one host call with the four numbers ARGS in its 65,536 bytes of memory, and reads with the two numbers READ.
(module
  (import "crm_v1" "call" (func $call (param i32 i32 i32 i32) (result i32)))
  (import "crm_v1" "read" (func $read (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "echoinput")
  (func (export "_start")
    ARGS call $call drop
    READ call $read drop))
