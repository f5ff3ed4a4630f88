package author

import (
	"fmt"
	"io"
	"strings"

	"roomkey/plugins/guest"
)

// shown is how many bytes of a request or an answer a transcript shows.
const shown = 160

// transcript prints the requests of a step and the answers.
type transcript struct{ out io.Writer }

func (t *transcript) line(format string, args ...any) {
	fmt.Fprintf(t.out, format+"\n", args...) // if the output can't be written, the exit status still reports the result
}

func (t *transcript) op(name string, in, answer []byte, refused *guest.OpError) {
	switch {
	case refused != nil:
		t.line("  %-16s %s\n    refused: %s: %s", name, short(in), refused.Code, refused.Message)
	case len(answer) > len("{}"):
		t.line("  %-16s %s\n    → %s", name, short(in), short(answer))
	default:
		t.line("  %-16s %s", name, short(in))
	}
}

// log prints a line of the author's log.
func (t *transcript) log(line string) { t.line("  log              %s", line) }

func short(text []byte) string {
	if len(text) <= shown {
		return string(text)
	}
	return strings.ToValidUTF8(string(text[:shown]), "") + fmt.Sprintf("… (%d bytes)", len(text))
}
