package web

import (
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
	if code := problemOf(err).Code; code == crm.CodeInternal || code == crm.CodeUnavailable {
		p.log.Error("request failed", "method", strings.Clone(f.Method()), "path", pathOf(f), "err", err)
	}
}

// pathOf is the address without its query, bounded and copied.
func pathOf(f *fiber.Ctx) string {
	path := strings.Clone(f.Path())
	if len(path) > 200 {
		path = path[:200]
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
