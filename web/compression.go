package web

import (
	"bytes"
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

// Both make large answers fast before they make them small: the catalog takes as long as uncompressed, in a sixth of
// the bytes.
var (
	zstdEncoder = sync.OnceValues(func() (*zstd.Encoder, error) {
		return zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithWindowSize(zstdWindow))
	})
	gzipWriters = sync.Pool{New: func() any {
		w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is a known one
		return w
	}}
)

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
	if coding == "gzip" {
		return gzipped(body)
	}
	encoder, err := zstdEncoder()
	if err != nil {
		return nil, err
	}
	return encoder.EncodeAll(body, make([]byte, 0, len(body)/4)), nil
}

func gzipped(body []byte) ([]byte, error) {
	short := bytes.NewBuffer(make([]byte, 0, len(body)/4))
	w := gzipWriters.Get().(*gzip.Writer)
	defer gzipWriters.Put(w)
	w.Reset(short)
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	err := w.Close()
	return short.Bytes(), err
}
