package web

import (
	"bytes"
	"io"
	"runtime"
	"sync"

	"github.com/gofiber/fiber/v2"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// minCompressed is the size from which an answer is compressed, in bytes. A shorter one fits a few packets either way.
const minCompressed = 4 << 10

// zstdWindow is how far back an encoder looks, in bytes. Browsers take up to 8 MiB (RFC 9659); records are alike within
// less, and the server keeps this much per encoder.
const zstdWindow = 1 << 20

// pieceBytes is how much of a body is compressed before others get the processor. It takes less than a millisecond.
const pieceBytes = 64 << 10

// shortener compresses what is written to it.
type shortener interface {
	io.WriteCloser
	Reset(io.Writer)
}

// shorteners are kept by coding. Both make large answers fast before they make them small: the catalog takes as long as
// uncompressed, in a sixth of the bytes.
var shorteners = map[string]*sync.Pool{
	"zstd": {New: func() any {
		w, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithWindowSize(zstdWindow),
			zstd.WithEncoderConcurrency(1))
		if err != nil {
			panic(err) // the options are known ones
		}
		return w
	}},
	"gzip": {New: func() any {
		w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is a known one
		return w
	}},
}

// compress shortens an answer's body by what the client takes: zstd before gzip. It leaves short answers as they are,
// and those with an ETag, which names the bytes of one form alone. Nothing that is compressed is a secret of the
// server's: tokens are in short answers, so an answer's length tells nobody about them. same keeps the short forms of
// an answer that never changes; nil: it may.
func compress(f *fiber.Ctx, same *shortForms) error {
	response := f.Response()
	body := response.Body()
	if len(body) < minCompressed || f.GetRespHeader(fiber.HeaderETag) != "" {
		return nil
	}
	f.Vary(fiber.HeaderAcceptEncoding)
	coding := codingFor(f.Get(fiber.HeaderAcceptEncoding))
	if coding == "" {
		return nil
	}
	short, err := same.encode(coding, body)
	if err != nil {
		return err
	}
	response.SetBodyRaw(short)
	f.Set(fiber.HeaderContentEncoding, coding)
	return nil
}

// codingFor is the one of ours that a client takes; "" for none.
func codingFor(accepted string) string {
	for _, coding := range []string{"zstd", "gzip"} {
		if accepts(accepted, coding) {
			return coding
		}
	}
	return ""
}

// shortForms are those of one body by coding, each made when it is first asked for. Safe for concurrent use.
type shortForms struct {
	mu    sync.Mutex // guards forms
	forms map[string][]byte
}

func (s *shortForms) encode(coding string, body []byte) ([]byte, error) {
	if s == nil {
		return encoded(coding, body)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if short := s.forms[coding]; short != nil {
		return short, nil
	}
	short, err := encoded(coding, body)
	if err != nil {
		return nil, err
	}
	if s.forms == nil {
		s.forms = make(map[string][]byte)
	}
	s.forms[coding] = short
	return short, nil
}

func encoded(coding string, body []byte) ([]byte, error) {
	short := bytes.NewBuffer(make([]byte, 0, len(body)/4))
	w := shorteners[coding].Get().(shortener)
	defer func() {
		w.Reset(nil) // it keeps nothing of the answer
		shorteners[coding].Put(w)
	}()
	w.Reset(short)
	for len(body) > pieceBytes {
		if _, err := w.Write(body[:pieceBytes]); err != nil {
			return nil, err
		}
		body = body[pieceBytes:]
		runtime.Gosched()
	}
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	err := w.Close()
	return short.Bytes(), err
}
