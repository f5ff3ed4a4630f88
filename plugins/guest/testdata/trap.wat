;; Traps at once.
(module
  (memory (export "memory") 1)
  (table 1 funcref)
  (func $divide (result i32) i32.const 1 i32.const 0 i32.div_s)
  (func (export "_start") HOW))
