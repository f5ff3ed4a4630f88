package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"

	"github.com/gofiber/fiber/v2"

	"roomkey/crm"
)

// problemLog logs what only the operator can mend.
type problemLog struct{ log *slog.Logger }

func (p *problemLog) note(f *fiber.Ctx, err error) {
	if errors.Is(err, errLeft) || errors.Is(err, errDraining) {
		return
	}
	if code := problemOf(err).Code; code == crm.CodeInternal || code == crm.CodeUnavailable {
		level := slog.LevelError
		if errors.Is(err, errStarting) || errors.Is(err, errElsewhere) { // the log has what is wrong there
			level = slog.LevelDebug
		}
		p.log.Log(context.Background(), level, "request failed", "request", requestOf(f),
			"method", strings.Clone(f.Method()), "path", pathOf(f), "err", err)
	}
}

// Bounds of an address in the log, in bytes.
const (
	maxLoggedPath = 200
	maxLoggedPart = 36 // between two slashes: an id; secrets are longer
)

// pathOf is the address without its query, bounded and copied. A part that may be a secret, such as an undo token, is
// left out, also where no route has this address.
func pathOf(f *fiber.Ctx) string {
	parts := strings.Split(f.Path(), "/")
	for i, part := range parts {
		if len(part) > maxLoggedPart {
			parts[i] = "…"
		}
	}
	path := strings.Join(parts, "/")
	if len(path) > maxLoggedPath {
		path = strings.ToValidUTF8(path[:maxLoggedPath], "")
	}
	return path
}

// panicText says what was thrown without values that a message may hold: the runtime's own errors in full, others by
// type.
func panicText(thrown any) string {
	if err, ok := thrown.(runtime.Error); ok {
		return err.Error()
	}
	return fmt.Sprintf("%T", thrown)
}
