;; Grows its table by a million again and again. Ends well if it never gets anything; else traps.
(module
  (memory (export "memory") 1)
  (table 1 TABLE funcref)
  (func (export "_start") (local i32)
    i32.const 800 local.set 0
    loop
      ref.null i32.const 1000000 table.grow 0
      i32.const -1 i32.ne if unreachable end
      local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0
    end))
