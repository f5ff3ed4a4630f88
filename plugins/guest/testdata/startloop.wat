;; Loops before its main is called: in the start section.
(module
  (memory (export "memory") 1)
  (func $forever loop br 0 end)
  (func (export "_start"))
  (start $forever))
