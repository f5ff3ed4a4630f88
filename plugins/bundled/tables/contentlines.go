package tables

import (
	"io"
	"mime/quotedprintable"
	"strings"
)

// component is what stands between BEGIN and END in an address book's or a calendar's file (RFC 6350, RFC 5545): a
// contact, an event.
type component struct {
	name       string     // VCARD, VEVENT
	properties []property // the first of them, at most maxProperties
	more       bool       // there are more
	within     []component
}

// property is a line of a component, unfolded.
type property struct {
	group  string              // "item1": it belongs to the other lines of the group
	name   string              // in capitals, as the names of its parameters
	params map[string][]string // types in lower case, others as they are
	value  string
}

// maxProperties is how many lines of a component count. Nobody has as many, and a stranger may have written the file.
const maxProperties = 2_000

// maxDeep is how deep components may stand within others.
const maxDeep = 8

// isContentLines reports whether a text is an address book's or a calendar's file.
func isContentLines(text string) bool {
	line, _ := firstLine(strings.TrimLeft(text, " \t\r\n"))
	line = strings.ToUpper(strings.TrimSpace(line))
	return line == "BEGIN:VCARD" || line == "BEGIN:VCALENDAR"
}

// readComponents reads the components of a text. Lines that are none are left out, and what is not closed ends with the
// text.
func readComponents(text string) []component {
	open := []component{{}}
	for _, line := range unfolded(text) {
		p, ok := readProperty(line)
		if !ok {
			continue
		}
		top := len(open) - 1
		switch {
		case p.name == "BEGIN" && len(open) < maxDeep:
			open = append(open, component{name: strings.ToUpper(strings.TrimSpace(p.value))})
		case p.name == "END" && top > 0 && strings.EqualFold(strings.TrimSpace(p.value), open[top].name):
			open[top-1].within = append(open[top-1].within, open[top])
			open = open[:top]
		case p.name == "BEGIN" || p.name == "END":
		case len(open[top].properties) == maxProperties:
			open[top].more = true
		default:
			open[top].properties = append(open[top].properties, p)
		}
	}
	for top := len(open) - 1; top > 0; top-- {
		open[top-1].within = append(open[top-1].within, open[top])
	}
	return open[0].within
}

// unfolded returns the lines of a text, those that are folded as one. A line of quoted-printable text goes on after an
// equals sign at its end.
func unfolded(text string) (list []string) {
	var whole strings.Builder // of the line that may go on
	soft, printable := false, false
	for line := range strings.SplitSeq(lines.Replace(text), "\n") {
		folded := strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t")
		switch {
		case soft:
		case folded && whole.Len() > 0:
			line = line[1:]
		case line == "":
			continue
		default:
			if whole.Len() > 0 {
				list = append(list, whole.String())
			}
			whole.Reset()
			head, _, _ := strings.Cut(line, ":")
			printable = strings.Contains(strings.ToUpper(head), "QUOTED-PRINTABLE")
		}
		if soft = printable && strings.HasSuffix(line, "="); soft {
			line = strings.TrimSuffix(line, "=")
		}
		whole.WriteString(line)
	}
	if whole.Len() > 0 {
		list = append(list, whole.String())
	}
	return list
}

// readProperty reads "item1.TEL;TYPE=cell,voice;PREF=1:+1 916 555 0101", and the older "TEL;CELL;VOICE:…".
func readProperty(line string) (p property, ok bool) {
	end := headEnd(line)
	if end < 0 {
		return p, false
	}
	parts := unquotedSplit(line[:end], ';')
	p.value, p.params = line[end+1:], map[string][]string{}
	p.name = strings.ToUpper(strings.TrimSpace(parts[0]))
	if group, name, grouped := strings.Cut(p.name, "."); grouped {
		p.group, p.name = group, name
	}
	for _, param := range parts[1:] {
		name, value, valued := strings.Cut(param, "=")
		if name = strings.ToUpper(strings.TrimSpace(name)); !valued {
			name, value = "TYPE", name
			if value == "QUOTED-PRINTABLE" || value == "BASE64" {
				name = "ENCODING"
			}
		}
		for _, one := range unquotedSplit(value, ',') {
			word := strings.Trim(one, `" `)
			if name == "TYPE" { // "TYPE=\"cell,voice\""
				p.params[name] = append(p.params[name], strings.Split(strings.ToLower(word), ",")...)
				continue
			}
			p.params[name] = append(p.params[name], word)
		}
	}
	if p.has("ENCODING", "quoted-printable") {
		p.value = unquoted(p.value)
	}
	return p, p.name != ""
}

// headEnd returns where the value of a line begins, at the first colon outside quotes. The one in "tzone://" is none.
func headEnd(line string) int {
	quoted := false
	for i := range len(line) {
		switch {
		case line[i] == '"':
			quoted = !quoted
		case line[i] == ':' && !quoted && !(strings.HasPrefix(line[i:], "://") && strings.Contains(line[:i], "=")):
			return i
		}
	}
	return -1
}

func unquotedSplit(text string, at byte) (list []string) {
	quoted, from := false, 0
	for i := range len(text) {
		switch {
		case text[i] == '"':
			quoted = !quoted
		case text[i] == at && !quoted:
			list, from = append(list, text[from:i]), i+1
		}
	}
	return append(list, text[from:])
}

// unquoted reads quoted-printable text in whatever encoding its bytes are.
func unquoted(value string) string {
	raw, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(value)))
	if err != nil && len(raw) == 0 {
		return value
	}
	text, _ := Text(raw)
	return lines.Replace(text)
}

// has reports whether a parameter has a value, in any case.
func (p *property) has(param, value string) bool {
	for _, is := range p.params[param] {
		if strings.EqualFold(is, value) {
			return true
		}
	}
	return false
}

func (p *property) param(name string) string {
	if list := p.params[name]; len(list) > 0 {
		return list[0]
	}
	return ""
}

// text is the value with what is escaped in it.
func (p *property) text() string { return unescape(p.value) }

// fields splits a value at semicolons that are not escaped: those of a name or an address.
func (p *property) fields() (list []string) {
	from := 0
	for i := range len(p.value) {
		if p.value[i] == ';' && (i == 0 || p.value[i-1] != '\\') {
			list, from = append(list, unescape(p.value[from:i])), i+1
		}
	}
	return append(list, unescape(p.value[from:]))
}

func unescape(text string) string {
	if !strings.Contains(text, `\`) {
		return strings.TrimSpace(text)
	}
	return strings.TrimSpace(escapes.Replace(text))
}

var escapes = strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";", `\:`, ":")

// find returns the first property of a name.
func (c *component) find(name string) (p property, ok bool) {
	for _, p := range c.properties {
		if p.name == name {
			return p, true
		}
	}
	return p, false
}

func (c *component) text(name string) string {
	p, _ := c.find(name)
	return p.text()
}
