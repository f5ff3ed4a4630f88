package web

import (
	"regexp"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// plainHost is a host with or without a port that may be repeated in a header.
var plainHost = regexp.MustCompile(`^(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?$`)

// guard sets the headers that every answer has. Pages add their own policy; see pagePolicy. No browser and no proxy
// keeps an answer unless it says so: only files of the app and pages that are the same for everybody do.
func guard(c *fiber.Ctx, proxies proxies) {
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("X-Frame-Options", "DENY")
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set("Referrer-Policy", "no-referrer")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
	c.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	if proxies.schemeOf(c) == "https" {
		c.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// pagePolicy is the Content-Security-Policy of the app's page: scripts and styles come from here alone, inline styles
// need the page's nonce, WebAssembly may be compiled (Automerge), and the socket goes to this host. host is the
// request's.
func pagePolicy(nonce, host string) string {
	sockets := ""
	if plainHost.MatchString(host) {
		sockets = " ws://" + host + " wss://" + host
	}
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self' 'wasm-unsafe-eval'",
		"style-src 'self' 'nonce-" + nonce + "'",
		"img-src 'self' data: blob:",
		"font-src 'self'",
		"connect-src 'self'" + sockets,
		"worker-src 'self'",
		"manifest-src 'self'",
		"base-uri 'none'",
		"form-action 'self'",
		"frame-ancestors 'none'",
		"object-src 'none'",
	}, "; ")
}

// scriptPolicy is the Content-Security-Policy that scripts are sent with: it holds for those that run as a worker.
const scriptPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; " +
	"frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
