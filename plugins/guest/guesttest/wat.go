package guesttest

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Assemble turns text into a module. It understands only the part of the text format that the tests' guests use: plain
// instructions, not folded ones, and functions that are defined before they are called by name.
func Assemble(t testing.TB, text string) []byte {
	t.Helper()
	a := &assembler{functions: map[string]uint32{}}
	defer func() {
		if fault, ok := recover().(string); ok {
			t.Fatalf("assembling: %s", fault)
		}
	}()
	root, _ := parse(tokens(text))
	for _, form := range root.list[0].list[1:] {
		a.form(form)
	}
	return a.module()
}

type expression struct {
	word string // an atom
	list []expression
}

func (e expression) head() string {
	if len(e.list) == 0 {
		return ""
	}
	return e.list[0].word
}

func tokens(text string) (found []string) {
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		n := 1
		switch {
		case strings.HasPrefix(text, ";;"):
			_, text, _ = strings.Cut(text, "\n")
			continue
		case text[0] == '"':
			n = strings.IndexByte(text[1:], '"') + 2
		case text[0] != '(' && text[0] != ')':
			if n = strings.IndexAny(text, " \n\t()"); n < 0 {
				n = len(text)
			}
		}
		found = append(found, text[:n])
		text = text[n:]
	}
	return found
}

func parse(tokens []string) (e expression, rest []string) {
	for len(tokens) > 0 {
		token := tokens[0]
		tokens = tokens[1:]
		switch token {
		case "(":
			var inner expression
			inner, tokens = parse(tokens)
			e.list = append(e.list, inner)
		case ")":
			return e, tokens
		default:
			e.list = append(e.list, expression{word: token})
		}
	}
	return e, nil
}

type assembler struct {
	types, imports, functionTypes, tables, memories, exports, codes, elements, datas [][]byte
	start                                                                            []byte
	functions                                                                        map[string]uint32
	count                                                                            uint32
}

func leb(n uint64) []byte { return binary.AppendUvarint(nil, n) }

func sleb(n int64) (b []byte) {
	for {
		low := byte(n & 0x7f)
		n >>= 7
		if n == 0 && low&0x40 == 0 || n == -1 && low&0x40 != 0 {
			return append(b, low)
		}
		b = append(b, low|0x80)
	}
}

func sized(b []byte) []byte { return append(leb(uint64(len(b))), b...) }

func vector(items [][]byte) []byte {
	return append(leb(uint64(len(items))), slices.Concat(items...)...)
}

// unquote reads a string of the text format. \xx is a byte in hexadecimal.
func unquote(word string) (b []byte) {
	for text := word[1 : len(word)-1]; text != ""; {
		if text[0] != '\\' {
			b, text = append(b, text[0]), text[1:]
			continue
		}
		n, err := strconv.ParseUint(text[1:3], 16, 8)
		if err != nil {
			panic("a bad escape in " + word)
		}
		b, text = append(b, byte(n)), text[3:]
	}
	return b
}

var valueTypes = map[string]byte{"i32": 0x7f, "i64": 0x7e, "f32": 0x7d, "f64": 0x7c, "funcref": 0x70, "externref": 0x6f}

func (a *assembler) form(e expression) {
	switch e.head() {
	case "import":
		a.imported(e)
	case "memory":
		rest := a.exported(e.list[1:], 2, uint32(len(a.memories)))
		a.memories = append(a.memories, limits(rest))
	case "table":
		rest := a.exported(e.list[1:], 1, uint32(len(a.tables)))
		a.tables = append(a.tables, append([]byte{valueTypes[rest[len(rest)-1].word]}, limits(rest[:len(rest)-1])...))
	case "func":
		a.function(e)
	case "elem": // (elem (i32.const 0) $f)
		var members [][]byte
		for _, f := range e.list[2:] {
			members = append(members, leb(uint64(a.functions[f.word])))
		}
		offset := append(append([]byte{0}, a.instructions(e.list[1].list)...), 0x0b)
		a.elements = append(a.elements, append(offset, vector(members)...))
	case "data": // (data (i32.const 0) "…")
		offset := append(append([]byte{0}, a.instructions(e.list[1].list)...), 0x0b)
		a.datas = append(a.datas, append(offset, sized(unquote(e.list[2].word))...))
	case "start":
		a.start = leb(uint64(a.functions[e.list[1].word]))
	default:
		panic("an unknown form " + e.head())
	}
}

func limits(words []expression) []byte {
	least, _ := strconv.ParseUint(words[0].word, 0, 32)
	if len(words) == 1 {
		return append([]byte{0}, leb(least)...)
	}
	most, _ := strconv.ParseUint(words[1].word, 0, 32)
	return append(append([]byte{1}, leb(least)...), leb(most)...)
}

// exported reads (export "name") at the front.
func (a *assembler) exported(rest []expression, kind byte, index uint32) []expression {
	for len(rest) > 0 && rest[0].head() == "export" {
		a.exports = append(a.exports,
			slices.Concat(sized(unquote(rest[0].list[1].word)), []byte{kind}, leb(uint64(index))))
		rest = rest[1:]
	}
	return rest
}

// typed reads (param …) and (result …) at the front and returns the type's index.
func (a *assembler) typed(rest []expression) (index uint32, left []expression) {
	var params, results []byte
	for ; len(rest) > 0 && (rest[0].head() == "param" || rest[0].head() == "result"); rest = rest[1:] {
		for _, word := range rest[0].list[1:] {
			if rest[0].head() == "param" {
				params = append(params, valueTypes[word.word])
			} else {
				results = append(results, valueTypes[word.word])
			}
		}
	}
	a.types = append(a.types, slices.Concat([]byte{0x60}, sized(params), sized(results)))
	return uint32(len(a.types) - 1), rest
}

func (a *assembler) named(rest []expression) []expression {
	if len(rest) > 0 && strings.HasPrefix(rest[0].word, "$") {
		a.functions[rest[0].word] = a.count
		rest = rest[1:]
	}
	return rest
}

func (a *assembler) imported(e expression) { // (import "m" "n" (func $f (param …))), or a memory
	what := e.list[3]
	name := append(sized(unquote(e.list[1].word)), sized(unquote(e.list[2].word))...)
	if what.head() == "memory" {
		a.imports = append(a.imports, append(append(name, 2), limits(what.list[1:])...))
		return
	}
	index, _ := a.typed(a.named(what.list[1:]))
	a.imports = append(a.imports, append(append(name, 0), leb(uint64(index))...))
	a.count++
}

func (a *assembler) function(e expression) {
	rest := a.exported(a.named(e.list[1:]), 0, a.count)
	index, rest := a.typed(rest)
	a.count++
	a.functionTypes = append(a.functionTypes, leb(uint64(index)))
	var locals [][]byte
	for ; len(rest) > 0 && rest[0].head() == "local"; rest = rest[1:] {
		for _, word := range rest[0].list[1:] {
			locals = append(locals, []byte{1, valueTypes[word.word]})
		}
	}
	body := append(vector(locals), a.instructions(rest)...)
	a.codes = append(a.codes, sized(append(body, 0x0b)))
}

// opcodes are instructions without operands, or with operands that instructions appends.
var opcodes = map[string][]byte{
	"unreachable": {0x00}, "end": {0x0b}, "else": {0x05}, "return": {0x0f}, "drop": {0x1a}, "block": {0x02, 0x40},
	"loop": {0x03, 0x40},
	"if":   {0x04, 0x40}, "i32.eqz": {0x45}, "i32.eq": {0x46}, "i32.ne": {0x47}, "i32.lt_s": {0x48}, "i32.lt_u": {0x49},
	"i32.gt_s": {0x4a},
	"i32.add":  {0x6a}, "i32.sub": {0x6b}, "i32.mul": {0x6c}, "i32.div_s": {0x6d}, "i64.add": {0x7c},
	"i64.div_u": {0x80}, "i64.rem_u": {0x82}, "i32.wrap_i64": {0xa7}, "ref.null": {0xd0, 0x70},
	"memory.grow": {0x40, 0}, "memory.size": {0x3f, 0}, "memory.fill": {0xfc, 11, 0},
	"br": {0x0c}, "br_if": {0x0d}, "call": {0x10}, "local.get": {0x20}, "local.set": {0x21}, "local.tee": {0x22},
	"call_indirect": {0x11}, "table.grow": {0xfc, 15}, "table.size": {0xfc, 16}, "i32.const": {0x41},
	"i64.const": {0x42},
	"i32.load":  {0x28, 2, 0}, "i32.store": {0x36, 2, 0}, "i64.load": {0x29, 3, 0}, "i64.store": {0x37, 3, 0},
	"i32.load8_u": {0x2d, 0, 0}, "i32.store8": {0x3a, 0, 0},
}

func (a *assembler) instructions(words []expression) (b []byte) {
	for i := 0; i < len(words); i++ {
		word := words[i].word
		code, known := opcodes[word]
		if !known {
			panic(fmt.Sprintf("an unknown instruction %q", word))
		}
		b = append(b, code...)
		switch word {
		case "br", "br_if", "local.get", "local.set", "local.tee", "table.grow", "table.size":
			i++
			n, _ := strconv.ParseUint(words[i].word, 0, 32)
			b = append(b, leb(n)...)
		case "i32.const", "i64.const":
			i++
			n, err := strconv.ParseInt(words[i].word, 0, 64)
			if err != nil {
				panic(err.Error())
			}
			if word == "i32.const" {
				n = int64(int32(n))
			}
			b = append(b, sleb(n)...)
		case "call":
			i++
			index, known := a.functions[words[i].word]
			if !known {
				panic("an unknown function " + words[i].word)
			}
			b = append(b, leb(uint64(index))...)
		case "call_indirect": // of type () → ()
			b = append(append(b, leb(uint64(len(a.types)))...), 0)
			a.types = append(a.types, []byte{0x60, 0, 0})
		}
	}
	return b
}

func (a *assembler) module() []byte {
	b := []byte("\x00asm\x01\x00\x00\x00")
	section := func(id byte, content []byte, empty bool) {
		if !empty {
			b = append(append(b, id), sized(content)...)
		}
	}
	for _, s := range []struct {
		id    byte
		items [][]byte
	}{{1, a.types}, {2, a.imports}, {3, a.functionTypes}, {4, a.tables}, {5, a.memories}, {7, a.exports}} {
		section(s.id, vector(s.items), len(s.items) == 0)
	}
	section(8, a.start, a.start == nil)
	section(9, vector(a.elements), len(a.elements) == 0)
	section(10, vector(a.codes), len(a.codes) == 0)
	section(11, vector(a.datas), len(a.datas) == 0)
	return b
}
