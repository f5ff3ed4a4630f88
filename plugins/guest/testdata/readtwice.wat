;; What is waiting can be read once: the second read, and one with nothing called before, give nothing. Traps if not so.
(module
  (import "crm_v1" "call" (func $call (param i32 i32 i32 i32) (result i32)))
  (import "crm_v1" "read" (func $read (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "echoinput")
  (func (export "_start")
    i32.const 100 i32.const 1000 call $read i32.const 0 i32.ne if unreachable end
    ;; the whole of it, then nothing
    i32.const 0 i32.const 4 i32.const 4 i32.const 5 call $call i32.const 5 i32.ne if unreachable end
    i32.const 100 i32.const 1000 call $read i32.const 5 i32.ne if unreachable end
    i32.const 100 i32.load8_u i32.const 105 i32.ne if unreachable end
    i32.const 100 i32.const 1000 call $read i32.const 0 i32.ne if unreachable end
    ;; a part of it, and the rest is gone
    i32.const 0 i32.const 4 i32.const 4 i32.const 5 call $call drop
    i32.const 100 i32.const 2 call $read i32.const 2 i32.ne if unreachable end
    i32.const 100 i32.const 1000 call $read i32.const 0 i32.ne if unreachable end
    ;; an error: −n bytes
    i32.const 0 i32.const 3 i32.const 4 i32.const 5 call $call i32.const 0 i32.lt_s i32.eqz if unreachable end
    i32.const 100 i32.const 1000 call $read i32.const 0 i32.gt_s i32.eqz if unreachable end
    i32.const 100 i32.load8_u i32.const 123 i32.ne if unreachable end
    ;; one that is left unread by the end
    i32.const 0 i32.const 4 i32.const 4 i32.const 5 call $call drop))
