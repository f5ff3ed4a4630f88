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

// asset is one file of the app: what is known of it before it is opened.
type asset struct {
	kind      string
	etag      string // "" where the name says which content it is
	plain     form
	brotli    form // nameless: there is none
	gzip      form // nameless: there is none
	immutable bool // its name holds a hash of its content
}

// form is one encoding of an asset: a file of the build.
type form struct {
	name string
	size int
}

// pages is the embedded app. Its files stay in the binary: they are read as they are sent, and take no memory. Nothing
// changes it after embeddedPages.
type pages struct {
	root   fs.FS
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
	sizes := make(map[string]int)
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == ".keep" {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			sizes[name] = int(info.Size())
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	p := &pages{root: root, assets: make(map[string]*asset)}
	for name := range sizes {
		plainName := strings.TrimSuffix(strings.TrimSuffix(name, ".br"), ".gz")
		if _, hasPlain := sizes[plainName]; name == "index.html" || plainName != name && hasPlain {
			continue
		}
		if p.assets["/"+name], err = describe(root, sizes, name); err != nil {
			return nil, err
		}
	}
	if _, built := sizes["index.html"]; built {
		index, err := fs.ReadFile(root, "index.html")
		if err != nil {
			return nil, err
		}
		p.index = string(index)
	}
	return p, nil
}

// describe looks at a file and its compressed forms.
func describe(root fs.FS, sizes map[string]int, name string) (*asset, error) {
	of := func(name string) form {
		size, ok := sizes[name]
		if !ok {
			return form{}
		}
		return form{name: name, size: size}
	}
	a := &asset{kind: mediaType(name), plain: of(name), brotli: of(name + ".br"), gzip: of(name + ".gz"),
		immutable: hashed.MatchString("/" + name)}
	if a.immutable {
		return a, nil
	}
	content, err := fs.ReadFile(root, name)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(content)
	a.etag = `W/"` + hex.EncodeToString(sum[:12]) + `"` // weak: the compressed forms have it too
	return a, nil
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

// site is the app in the browser.
type site struct {
	pages  *pages
	random io.Reader
}

// page serves the app: its files by their names, and its one page for any other address, which the app's router reads.
// An address that looks like a file, and is none, is 404: a script that is gone must not be answered by a page.
func (s *site) page(f *fiber.Ctx) error {
	if f.Method() != http.MethodGet && f.Method() != http.MethodHead {
		f.Set(fiber.HeaderAllow, "GET, HEAD")
		return fiber.ErrMethodNotAllowed
	}
	if found := s.pages.assets[f.Path()]; found != nil {
		return s.pages.send(f, found)
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

func (p *pages) send(f *fiber.Ctx, a *asset) error {
	f.Set(fiber.HeaderContentType, a.kind)
	f.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	if strings.HasPrefix(a.kind, "text/javascript") {
		// A service worker lives by the policy of its own script: it has to fetch the app and load its parts.
		f.Set("Content-Security-Policy", scriptPolicy)
	}
	if a.immutable {
		f.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	} else {
		f.Set(fiber.HeaderCacheControl, "no-cache")
		f.Set(fiber.HeaderETag, a.etag)
		if holdsTag(f.Get(fiber.HeaderIfNoneMatch), a.etag) {
			f.Status(http.StatusNotModified)
			return nil
		}
	}
	accepted := f.Get(fiber.HeaderAcceptEncoding)
	body := a.plain
	switch {
	case a.brotli.name != "" && accepts(accepted, "br"):
		body = a.brotli
		f.Set(fiber.HeaderContentEncoding, "br")
	case a.gzip.name != "" && accepts(accepted, "gzip"):
		body = a.gzip
		f.Set(fiber.HeaderContentEncoding, "gzip")
	}
	file, err := p.root.Open(body.name)
	if err != nil {
		return err
	}
	return f.SendStream(file, body.size) // which closes it
}

// holdsTag reads If-None-Match (RFC 9110, 13.1.2): whether a tag is among those of the header, weak or not.
func holdsTag(header, tag string) bool {
	if strings.TrimSpace(header) == "*" {
		return true
	}
	for entry := range strings.SplitSeq(header, ",") { // none of ours holds a comma
		if strings.TrimPrefix(strings.TrimSpace(entry), "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
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
