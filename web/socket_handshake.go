package web

import (
	"encoding/base64"

	"github.com/gofiber/contrib/websocket"
	"github.com/gofiber/fiber/v2"

	"roomkey/crm"
)

// socketVersion is the version of the WebSocket protocol in RFC 6455, and nonceBytes what a client's key encodes.
const (
	socketVersion = "13"
	nonceBytes    = 16
)

// errUpgrade answers at /sync for a plain request, and for a version that we don't speak.
var errUpgrade = fiber.NewError(fiber.StatusUpgradeRequired)

var errSocketKey = crm.Errorf(crm.CodeInvalid, "Sec-WebSocket-Key must be one header of 16 bytes in base64")

// checkHandshake holds an upgrade to what section 4.2.1 of RFC 6455 asks of it. The library's own checks let any key
// pass, and their answer names no version.
func checkHandshake(f *fiber.Ctx) error {
	header := &f.Request().Header
	versions := header.PeekAll(fiber.HeaderSecWebSocketVersion)
	if !websocket.IsWebSocketUpgrade(f) || len(versions) != 1 || string(versions[0]) != socketVersion {
		f.Set(fiber.HeaderUpgrade, "websocket")
		f.Set(fiber.HeaderSecWebSocketVersion, socketVersion)
		return errUpgrade
	}
	keys := header.PeekAll(fiber.HeaderSecWebSocketKey)
	if len(keys) != 1 {
		return errSocketKey
	}
	nonce, err := base64.StdEncoding.DecodeString(string(keys[0]))
	if err != nil || len(nonce) != nonceBytes {
		return errSocketKey
	}
	return nil
}
