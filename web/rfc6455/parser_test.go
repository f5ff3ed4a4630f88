package rfc6455_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"roomkey/web/rfc6455"
)

const limit = 1 << 20

// masked is a client's frame: its first byte, and its payload under a mask.
func masked(first byte, payload []byte) []byte {
	mask := [4]byte{0x5a, 0, 0xff, 0x21}
	frame := binary.BigEndian.AppendUint64([]byte{first, 0x80 | 127}, uint64(len(payload)))
	switch n := len(payload); {
	case n < 126:
		frame = []byte{first, 0x80 | byte(n)}
	case n <= 0xffff:
		frame = binary.BigEndian.AppendUint16([]byte{first, 0x80 | 126}, uint16(n))
	}
	frame = append(frame, mask[:]...)
	for i, b := range payload {
		frame = append(frame, b^mask[i%4])
	}
	return frame
}

// frames gives what a parser makes of a stream, to each, which must not keep it. What each read of source gives is
// parsed at once. The error is the parser's, or else the source's.
func frames(source io.Reader, each func(rfc6455.Frame)) error {
	var parser rfc6455.Parser
	buffer := make([]byte, 4<<10)
	for {
		n, err := source.Read(buffer)
		for data := buffer[:n]; len(data) > 0; {
			frame, rest, err := parser.Next(data, limit)
			if err != nil {
				return err
			}
			if frame.Kind != 0 {
				each(frame)
			}
			data = rest
		}
		if err != nil {
			return err
		}
	}
}

// seen is what a parser gave of a stream, in words.
func seen(source io.Reader) (list []string, err error) {
	err = frames(source, func(f rfc6455.Frame) {
		list = append(list, fmt.Sprintf("%d %v %d %x %d", f.Kind, f.Final, f.Size, f.Payload, f.Code))
	})
	return list, err
}

func TestParser_GivesEveryFrame(t *testing.T) {
	long := bytes.Repeat([]byte("long "), 20_000)
	stream := bytes.Join([][]byte{
		masked(0x82, []byte("whole")), masked(0x82, nil), masked(0x89, []byte("ping")),
		masked(0x02, []byte("in ")), masked(0x8a, nil), masked(0x00, nil), masked(0x00, []byte("three")),
		masked(0x80, []byte(" parts")), masked(0x82, long), masked(0x82, long[:200]),
		masked(0x88, []byte{0x0f, 0xa0, 'b', 'y', 'e'}), masked(0x88, nil),
	}, nil)
	want := []string{
		"2 true 5 " + fmt.Sprintf("%x", "whole") + " 0", "2 true 0  0", "9 true 4 70696e67 0",
		"2 false 3  0", "10 true 0  0", "2 false 0  0", "2 false 5  0",
		"2 true 6 " + fmt.Sprintf("%x", "in three parts") + " 0",
		fmt.Sprintf("2 true %d %x 0", len(long), long), fmt.Sprintf("2 true 200 %x 0", long[:200]),
		"8 true 5 0fa0627965 4000", "8 true 0  1005",
	}
	for name, source := range map[string]io.Reader{
		"at once": bytes.NewReader(stream), "byte by byte": iotest.OneByteReader(bytes.NewReader(stream)),
		"with the error": iotest.DataErrReader(bytes.NewReader(stream)),
	} {
		got, err := seen(source)
		if err != io.EOF || strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s: %v after %d frames", name, err, len(got))
		}
	}
}

// R16
func TestParser_RefusesWhatTheStandardForbids(t *testing.T) {
	header := func(b ...byte) []byte { return b }
	for name, stream := range map[string][]byte{
		"a reserved bit":               header(0xc2, 0x80),
		"opcode 3":                     header(0x83, 0x80),
		"opcode 11":                    header(0x8b, 0x80),
		"no mask":                      header(0x82, 0x01),
		"a ping in parts":              header(0x09, 0x80),
		"a ping of 126 bytes":          header(0x89, 0x80|126),
		"a length of 64 bits":          header(0x82, 0x80|127, 0x80, 0, 0, 0, 0, 0, 0, 0),
		"125 in two bytes":             header(0x82, 0x80|126, 0, 125),
		"65535 in eight bytes":         header(0x82, 0x80|127, 0, 0, 0, 0, 0, 0, 0xff, 0xff),
		"an end of nothing":            masked(0x80, nil),
		"a fragment of nothing":        masked(0x00, nil),
		"a message within another":     append(masked(0x02, nil), masked(0x82, nil)...),
		"a text within a message":      append(masked(0x02, nil), masked(0x81, nil)...),
		"a close frame of one byte":    masked(0x88, []byte{3}),
		"close code 999":               masked(0x88, []byte{0x03, 0xe7}),
		"close code 1005":              masked(0x88, []byte{0x03, 0xed}),
		"close code 1006":              masked(0x88, []byte{0x03, 0xee}),
		"close code 1015":              masked(0x88, []byte{0x03, 0xf7}),
		"close code 2999":              masked(0x88, []byte{0x0b, 0xb7}),
		"close code 5000":              masked(0x88, []byte{0x13, 0x88}),
		"a reason that is not Unicode": masked(0x88, []byte{0x03, 0xe8, 0xff}),
	} {
		var violation rfc6455.Violation
		if got, err := seen(bytes.NewReader(stream)); !errors.As(err, &violation) || len(got) > 1 {
			t.Errorf("%s: %v after %q", name, err, got)
		}
	}
}

// A header is judged by itself: the source fails where the payload is asked for (R16).
func TestParser_RefusesByTheHeaderAlone(t *testing.T) {
	declared := func(first byte, length uint64) []byte {
		frame := binary.BigEndian.AppendUint64([]byte{first, 0x80 | 127}, length)
		return append(frame, 1, 2, 3, 4)
	}
	for name, c := range map[string]struct {
		stream []byte
		want   error
	}{
		"one byte too many":   {declared(0x82, limit+1), rfc6455.ErrTooLarge},
		"2^62 bytes":          {declared(0x82, 1<<62), rfc6455.ErrTooLarge},
		"a fragment":          {declared(0x02, limit+1), rfc6455.ErrTooLarge},
		"together":            {append(masked(0x02, []byte("x")), declared(0x80, limit)...), rfc6455.ErrTooLarge},
		"text":                {[]byte{0x81, 0x81, 1, 2, 3, 4}, rfc6455.ErrNotBinary},
		"text in parts":       {[]byte{0x01, 0x81, 1, 2, 3, 4}, rfc6455.ErrNotBinary},
		"as much as there is": {declared(0x82, limit), io.EOF},
	} {
		if _, err := seen(bytes.NewReader(c.stream)); err != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParser_TakesNoMemoryForWhatWasOnlyDeclared(t *testing.T) {
	frame := masked(0x82, make([]byte, limit))
	var before, after runtime.MemStats
	const runs = 100
	runtime.ReadMemStats(&before)
	for range runs {
		_, _ = seen(bytes.NewReader(frame[:1000]))
	}
	runtime.ReadMemStats(&after)
	perRun := (after.TotalAlloc - before.TotalAlloc) / runs
	if perRun > 64<<10 { // twice 16 KiB under the race detector
		t.Errorf("%d bytes for a message of which 1,000 came", perRun)
	}
}

// An echo of a push, and every other message that comes whole, costs no memory.
func TestParser_AllocatesNothingForAMessageThatComesWhole(t *testing.T) {
	sent := bytes.Join([][]byte{masked(0x82, make([]byte, 200)), masked(0x8a, nil), masked(0x82, nil)}, nil)
	data := make([]byte, len(sent))
	var parser rfc6455.Parser
	if n := testing.AllocsPerRun(100, func() {
		copy(data, sent)
		for rest := data; len(rest) > 0; {
			var err error
			if _, rest, err = parser.Next(rest, limit); err != nil {
				t.Fatal(err)
			}
		}
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// How a stream is cut into packets changes nothing, nothing makes the parser panic, and what it accepts is made of
// frames that this test encodes to the same bytes.
func FuzzParser(f *testing.F) {
	f.Add([]byte{0x82, 0x81, 1, 2, 3, 4, 5}, uint8(3))
	f.Add(masked(0x88, []byte{0x03, 0xe8}), uint8(1))
	f.Add(append(masked(0x02, []byte("a")), masked(0x80, make([]byte, 600))...), uint8(7))
	f.Add(append(masked(0x89, make([]byte, 125)), masked(0x81, []byte("text"))...), uint8(100))
	f.Add([]byte{0x82, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0}, uint8(0))
	f.Fuzz(func(t *testing.T, stream []byte, cut uint8) {
		whole, err := seen(bytes.NewReader(stream))
		parts, errOfParts := seen(&packets{stream, 1 + int(cut)})
		if strings.Join(whole, "\n") != strings.Join(parts, "\n") || err.Error() != errOfParts.Error() {
			t.Fatalf("%q, %v; in packets %q, %v", whole, err, parts, errOfParts)
		}
		if again := reencoded(t, stream); !bytes.HasPrefix(stream, again) {
			t.Fatalf("%x became %x", stream, again)
		}
	})
}

// packets gives size bytes at a time.
type packets struct {
	left []byte
	size int
}

func (p *packets) Read(b []byte) (int, error) {
	if len(p.left) == 0 {
		return 0, io.EOF
	}
	n := copy(b[:min(len(b), p.size)], p.left)
	p.left = p.left[n:]
	return n, nil
}

// reencoded encodes the frames of a stream again, with the masks and fragments that stand in it.
func reencoded(t *testing.T, stream []byte) (out []byte) {
	var message []byte // of the fragments so far
	within := false
	_ = frames(bytes.NewReader(stream), func(frame rfc6455.Frame) {
		first := byte(frame.Kind)
		if within && frame.Kind == rfc6455.Binary {
			first = 0
		}
		if frame.Final {
			first |= 0x80
		}
		header := masked(first, make([]byte, frame.Size))
		header = header[:len(header)-frame.Size-4]
		sent := stream[len(out)+len(header):][:4+frame.Size]
		payload := unmasked(sent)
		if frame.Kind == rfc6455.Binary {
			within, message = !frame.Final, append(message, payload...)
			payload = message
		}
		if frame.Final && !bytes.Equal(payload, frame.Payload) {
			t.Fatalf("%x is not %x", frame.Payload, payload)
		}
		if frame.Final && frame.Kind == rfc6455.Binary {
			message = nil
		}
		out = append(append(out, header...), sent...)
	})
	return out
}

// unmasked is a payload that follows its mask.
func unmasked(sent []byte) []byte {
	payload := bytes.Clone(sent[4:])
	for i := range payload {
		payload[i] ^= sent[i%4]
	}
	return payload
}
