;; Computes for years without a single loop, where an interpreter might look whether it is to stop.
(module
  (memory (export "memory") 1)
  (func $fib (param i32) (result i32)
    local.get 0 i32.const 2 i32.lt_s if local.get 0 return end
    local.get 0 i32.const 1 i32.sub call $fib
    local.get 0 i32.const 2 i32.sub call $fib
    i32.add)
  (func (export "_start") i32.const 70 call $fib drop))
