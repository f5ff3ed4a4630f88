package web

import (
	"errors"
	"time"

	"github.com/valyala/fasthttp"
)

// refreshHeader gives the client its refresh token, as a Set-Cookie header.
func refreshHeader(from source, token string, expires time.Time) string {
	return cookieHeader(from, refreshCookie, "/", token, expires)
}

// deviceHeader gives the client the marks of its device, as a Set-Cookie header.
func deviceHeader(from source, marks string, expires time.Time) string {
	return cookieHeader(from, deviceCookie, devicePath, marks, expires)
}

// cookieHeader makes a cookie that no script can read. It is for https alone where the page came by https.
func cookieHeader(from source, name, path, value string, expires time.Time) string {
	var cookie fasthttp.Cookie
	cookie.SetKey(name)
	cookie.SetValue(value)
	cookie.SetPath(path)
	cookie.SetExpire(expires)
	cookie.SetHTTPOnly(true)
	cookie.SetSecure(from.secure())
	cookie.SetSameSite(fasthttp.CookieSameSiteStrictMode)
	return cookie.String()
}

// clearHeader takes the refresh token from the client.
func clearHeader(from source) string { return refreshHeader(from, "", time.Unix(1, 0)) }

// signedOut is a refusal that takes the refresh cookie away too.
type signedOut struct {
	err    error
	cookie string // the Set-Cookie header
}

func (s *signedOut) Error() string { return s.err.Error() }
func (s *signedOut) Unwrap() error { return s.err }

// cookieOf is the cookie header that err asks for; "" for none.
func cookieOf(err error) string {
	var out *signedOut
	if errors.As(err, &out) {
		return out.cookie
	}
	return ""
}
