;; Calls itself without end.
(module
  (memory (export "memory") 1)
  (func $deeper call $deeper i32.const 0 drop)
  (func (export "_start") call $deeper))
