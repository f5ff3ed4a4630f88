package guest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
)

// Limits of a module. The compilers of the four languages stay far below them. Without them a small file could make
// wazero allocate much memory.
const (
	maxModuleBytes   = 16 << 20
	maxEntries       = 200_000   // of one section
	maxLocals        = 50_000    // of one function; browsers have the same limit
	maxTables        = 16        // of one module
	maxTableElements = 1_000_000 // of all tables together: 8 MB
	pageBytes        = 64 << 10
)

// The sections of a module, https://webassembly.github.io/spec/core/binary/modules.html.
const (
	sectionCustom = iota
	sectionType
	sectionImport
	sectionFunction
	sectionTable
	sectionMemory
	sectionGlobal
	sectionExport
	sectionStart
	sectionElement
	sectionCode
	sectionData
	sectionDataCount
)

// The kinds of imports and exports.
const (
	externFunc = iota
	externTable
	externMemory
	externGlobal
)

var externNames = []string{"function", "table", "memory", "global"}

// scanned is the result of scanModule.
type scanned struct {
	imports []imported
	exports map[string]byte // name → kind
	bounded []byte          // the module with a maximum size set for its tables and its memory
}

type imported struct {
	module, name string
	kind         byte
}

// bounds is a size and, if there is one, its maximum.
type bounds struct {
	least, most uint32
	hasMost     bool
}

// scanModule reads the parts of a stranger's module that the limits need: its imports and exports, and the sizes by
// which few bytes can request much memory. wazero validates everything else.
//
// A table without a declared maximum (Go's compiler makes them) gets its initial size as its maximum, and the memory
// gets the limit as its maximum. table.grow and memory.grow then return −1 beyond it. wazero's own memory limit does
// not apply to tables.
func scanModule(code []byte, memoryBytes int64) (m *scanned, err error) {
	defer func() {
		switch fault := recover().(type) {
		case nil:
		case malformed:
			m, err = nil, fmt.Errorf("the module is malformed: %s", string(fault))
		default:
			panic(fault) // a fault of ours must not let half a module pass
		}
	}()
	if len(code) > maxModuleBytes {
		return nil, fmt.Errorf("the module has %d bytes, more than %d", len(code), maxModuleBytes)
	}
	if err := checkHead(code); err != nil {
		return nil, err
	}
	m = &scanned{exports: map[string]byte{}}
	m.bounded = append(make([]byte, 0, len(code)+64), code[:8]...)
	seen := map[byte]bool{}
	for r := (reader{code[8:]}); len(r.rest) > 0; {
		id := r.byte()
		content := r.bytes(r.number())
		if id > sectionDataCount {
			return nil, fmt.Errorf(
				"the module has a section of kind %d: it uses an extension of WebAssembly that is not supported "+
					"(threads, exceptions, …)", id)
		}
		if id != sectionCustom && seen[id] {
			return nil, fmt.Errorf("the module has two sections of kind %d", id)
		}
		seen[id] = true
		content, err := m.section(id, content, memoryBytes)
		if err != nil {
			return nil, err
		}
		if content != nil {
			m.bounded = append(m.bounded, id)
			m.bounded = appendText(m.bounded, content)
		}
	}
	return m, nil
}

// section reads one section and returns its replacement; nil drops the section.
func (m *scanned) section(id byte, content []byte, memoryBytes int64) ([]byte, error) {
	r := reader{content}
	switch id {
	case sectionCustom:
		if name := r.name(); name != "name" { // function names make traps readable; debugging data is of no use here
			return nil, nil
		}
		return content, nil
	case sectionStart, sectionDataCount:
		return content, nil
	}
	count := r.number()
	if count > maxEntries {
		return nil, fmt.Errorf("the module has a section of kind %d with %d entries, more than %d", id, count,
			maxEntries)
	}
	switch id {
	case sectionImport:
		for range count {
			if err := m.imported(&r); err != nil {
				return nil, err
			}
		}
	case sectionTable:
		return boundTables(&r, count)
	case sectionMemory:
		return boundMemory(&r, count, memoryBytes)
	case sectionExport:
		for range count {
			name, kind := r.name(), r.byte()
			r.number()
			m.exports[name] = kind
		}
	case sectionCode:
		for n := range count {
			if err := checkLocals(reader{r.bytes(r.number())}, n); err != nil {
				return nil, err
			}
		}
	}
	return content, nil
}

func (m *scanned) imported(r *reader) error {
	i := imported{module: r.name(), name: r.name(), kind: r.byte()}
	m.imports = append(m.imports, i)
	switch i.kind {
	case externFunc:
		r.number()
	case externTable:
		r.byte()
		r.bounds()
	case externMemory:
		r.bounds()
	case externGlobal:
		r.bytes(2)
	default:
		return fmt.Errorf("the module imports %s.%s of an unknown kind", i.module, i.name)
	}
	return nil
}

func boundTables(r *reader, count uint32) ([]byte, error) {
	if count > maxTables {
		return nil, fmt.Errorf("the module has %d tables, more than %d", count, maxTables)
	}
	bounded := binary.AppendUvarint(nil, uint64(count))
	var total uint64
	for range count {
		const funcref, externref = 0x70, 0x6f
		element := r.byte()
		if element != funcref && element != externref {
			return nil, fmt.Errorf("a table holds elements of type 0x%x, which is not supported", element)
		}
		b := r.bounds()
		if !b.hasMost {
			b.most = b.least
		}
		if total += uint64(b.most); total > maxTableElements {
			return nil, fmt.Errorf("a table may grow to %d elements: all tables together may have %d", b.most,
				maxTableElements)
		}
		bounded = b.append(append(bounded, element))
	}
	return bounded, r.end("table")
}

func boundMemory(r *reader, count uint32, memoryBytes int64) ([]byte, error) {
	if count != 1 {
		return nil, fmt.Errorf("the module has %d memories: it must have one", count)
	}
	b := r.bounds()
	limit := uint32(memoryBytes / pageBytes)
	if b.least > limit {
		return nil, fmt.Errorf(
			"the module starts with %d MiB of memory, and its limit is %d MiB: raise limits.memoryMB in "+
				"plugin.json, or make its stack and static data smaller",
			mebibytes(b.least), mebibytes(limit))
	}
	if !b.hasMost || b.most > limit {
		b.most = limit
	}
	return b.append([]byte{1}), r.end("memory")
}

func mebibytes(pages uint32) uint32 { return (pages + 15) / 16 }

// checkLocals reads the beginning of a function's body.
func checkLocals(body reader, index uint32) error {
	var total uint64
	for range body.number() {
		total += uint64(body.number())
		if total > maxLocals {
			return fmt.Errorf("function %d has more than %d local variables", index, maxLocals)
		}
		body.byte()
	}
	return nil
}

// componentCure is the remedy for a module of WASI preview 2.
const componentCure = `compile for preview 1 (Rust: --target wasm32-wasip1; Go: GOOS=wasip1 GOARCH=wasm; C: ` +
	`--target=wasm32-wasip1; JavaScript: package main.js with the runtime "js")`

// checkHead recognises files that are often mistaken for a module.
func checkHead(code []byte) error {
	switch {
	case bytes.HasPrefix(code, []byte("\x00asm\x01\x00\x00\x00")):
		return nil
	case bytes.HasPrefix(code, []byte("\x00asm")) && len(code) >= 8 && code[6] == 1:
		return fmt.Errorf("this is a component (WASI preview 2), not a core module: %s", componentCure)
	case bytes.HasPrefix(code, []byte("\x00asm")):
		return fmt.Errorf("the module has an unknown version of WebAssembly")
	case bytes.HasPrefix(bytes.TrimSpace(code), []byte("(module")):
		return fmt.Errorf("this is WebAssembly as text: assemble it first (wat2wasm)")
	}
	return fmt.Errorf("this is no WebAssembly: it does not begin with \\0asm")
}

// malformed is a panic of reader that scanModule recovers.
type malformed string

// reader takes values from the front of a stranger's bytes. It panics with malformed if there are too few bytes.
type reader struct{ rest []byte }

func (r *reader) byte() byte { return r.bytes(1)[0] }

func (r *reader) bytes(n uint32) []byte {
	if uint64(n) > uint64(len(r.rest)) {
		panic(malformed("it ends in the middle"))
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

// number reads an unsigned LEB128 of 32 bits.
func (r *reader) number() uint32 {
	value, n := binary.Uvarint(r.rest)
	if n <= 0 || n > binary.MaxVarintLen32 || value > math.MaxUint32 {
		panic(malformed("a number is not one of 32 bits"))
	}
	r.rest = r.rest[n:]
	return uint32(value)
}

func (r *reader) name() string { return string(r.bytes(r.number())) }

func (r *reader) bounds() bounds {
	switch flags := r.byte(); flags {
	case 0:
		return bounds{least: r.number()}
	case 1:
		b := bounds{least: r.number(), most: r.number(), hasMost: true}
		if b.least > b.most {
			panic(malformed("a memory or table is greater than its bound"))
		}
		return b
	default:
		panic(malformed("a memory or table is shared or has 64 bits, which is not supported"))
	}
}

func (r *reader) end(section string) error {
	if len(r.rest) > 0 {
		return fmt.Errorf("the module is malformed: its %s section is too long", section)
	}
	return nil
}

func (b bounds) append(to []byte) []byte {
	to = append(to, 1)
	return binary.AppendUvarint(binary.AppendUvarint(to, uint64(b.least)), uint64(b.most))
}
