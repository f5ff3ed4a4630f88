package web

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// The app as `make build` left it in dist; the committed .keep lets the package compile without it.
//
//go:embed all:dist
var dist embed.FS

// nonceMark stands in index.html wherever the page's nonce belongs (Vite's html.cspNonce).
const nonceMark = "__CSP_NONCE__"

// asset is one file of the app with its compressed forms, ready to be sent.
type asset struct {
	kind      string
	etag      string
	plain     []byte
	brotli    []byte // nil: there is none
	gzip      []byte // nil: there is none
	immutable bool   // its name holds a hash of its content
}

// pages is the embedded app. Nothing changes it after embeddedPages.
type pages struct {
	assets map[string]*asset // by address, "/assets/…"
	index  string            // index.html; "" where the app was not built
}

// hashed is how Vite names what may be cached for ever: name-HASH.ext under /assets.
var hashed = regexp.MustCompile(`^/assets/.+-[A-Za-z0-9_-]{8,}\.[a-z0-9.]+$`)

// embeddedPages reads the embedded files once.
func embeddedPages() (*pages, error) {
	root, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, err
	}
	return readPages(root)
}

func readPages(root fs.FS) (*pages, error) {
	files := make(map[string][]byte)
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == ".keep" {
			return err
		}
		files["/"+name], err = fs.ReadFile(root, name)
		return err
	})
	if err != nil {
		return nil, err
	}
	p := &pages{assets: make(map[string]*asset), index: string(files["/index.html"])}
	for name, content := range files {
		packed := strings.HasSuffix(name, ".br") || strings.HasSuffix(name, ".gz")
		if _, plain := files[strings.TrimSuffix(strings.TrimSuffix(name, ".br"), ".gz")]; name == "/index.html" || packed && plain {
			continue
		}
		sum := sha256.Sum256(content)
		p.assets[name] = &asset{
			kind: mediaType(name), etag: `"` + hex.EncodeToString(sum[:12]) + `"`, plain: content,
			brotli: files[name+".br"], gzip: files[name+".gz"], immutable: hashed.MatchString(name),
		}
	}
	return p, nil
}

// mediaType doesn't ask the machine's mime tables for what the app needs: they differ.
func mediaType(name string) string {
	switch path.Ext(name) {
	case ".wasm":
		return "application/wasm"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".json", ".map":
		return "application/json"
	case ".webmanifest":
		return "application/manifest+json"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

// page serves the app: its files by their names, and its one page for any other address, which the app's router reads. An
// address that looks like a file, and is none, is 404: a script that is gone must not be answered by a page.
func (s *Server) page(f *fiber.Ctx) error {
	if f.Method() != http.MethodGet && f.Method() != http.MethodHead {
		f.Set(fiber.HeaderAllow, "GET, HEAD")
		return fiber.ErrMethodNotAllowed
	}
	if found := s.pages.assets[f.Path()]; found != nil {
		return sendAsset(f, found)
	}
	if s.pages.index == "" || path.Ext(f.Path()) != "" && f.Path() != "/index.html" {
		return errNoRoute
	}
	raw := make([]byte, 16)
	if _, err := io.ReadFull(s.random, raw); err != nil {
		return err
	}
	nonce := base64.StdEncoding.EncodeToString(raw)
	f.Set("Content-Security-Policy", pagePolicy(nonce, string(f.Request().Host())))
	f.Set(fiber.HeaderCacheControl, "no-cache")
	f.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return f.SendString(strings.ReplaceAll(s.pages.index, nonceMark, nonce))
}

func sendAsset(f *fiber.Ctx, a *asset) error {
	f.Set(fiber.HeaderContentType, a.kind)
	f.Set(fiber.HeaderETag, a.etag)
	f.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	if strings.HasPrefix(a.kind, "text/javascript") {
		// A service worker lives by the policy of its own script: it has to fetch the app and load its parts.
		f.Set("Content-Security-Policy", scriptPolicy)
	}
	if a.immutable {
		f.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	} else {
		f.Set(fiber.HeaderCacheControl, "no-cache")
	}
	if f.Get(fiber.HeaderIfNoneMatch) == a.etag {
		f.Status(http.StatusNotModified)
		return nil
	}
	accepted := f.Get(fiber.HeaderAcceptEncoding)
	body := a.plain
	switch {
	case a.brotli != nil && accepts(accepted, "br"):
		body = a.brotli
		f.Set(fiber.HeaderContentEncoding, "br")
	case a.gzip != nil && accepts(accepted, "gzip"):
		body = a.gzip
		f.Set(fiber.HeaderContentEncoding, "gzip")
	}
	// Nobody changes the body after this, so the embedded bytes need not be copied.
	f.Response().SetBodyRaw(body)
	return nil
}

// accepts reads Accept-Encoding (RFC 9110, 12.5.3): whether coding is named, and not with a weight of zero.
func accepts(header, coding string) bool {
	for entry := range strings.SplitSeq(header, ",") {
		name, parameters, _ := strings.Cut(strings.TrimSpace(entry), ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		weight, found := strings.CutPrefix(strings.TrimSpace(parameters), "q=")
		if !found {
			return true
		}
		q, err := strconv.ParseFloat(weight, 64)
		return err == nil && q > 0
	}
	return false
}
