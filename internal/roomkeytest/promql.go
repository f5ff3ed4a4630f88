package roomkeytest

import (
	"regexp"
	"slices"
	"strings"
)

// Selector is a metric that a PromQL query names, and what it asks of the metric's labels.
type Selector struct {
	Metric   string
	Matchers []Matcher
}

// Matcher compares a label with a value.
type Matcher struct{ Label, Op, Value string }

var (
	promToken = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|` +
		`[a-zA-Z_:][a-zA-Z0-9_:]*|=~|!~|!=|==|[0-9.]+[a-z]*|\S`)

	grouping = []string{"by", "without", "on", "ignoring", "group_left", "group_right"}
	wordsOf  = []string{"and", "or", "unless", "bool", "offset", "inf", "nan"}
)

// ReadQuery reads the metrics that a query names, and the labels by which it groups. It is no parser of PromQL:
// promtool says whether a query is right (make alerts).
func ReadQuery(query string) (metrics []Selector, labels []string) {
	tokens := promToken.FindAllString(query, -1)
	at := func(i int) string {
		if i < len(tokens) {
			return tokens[i]
		}
		return ""
	}
	for i := 0; i < len(tokens); i++ {
		word := tokens[i]
		switch {
		case word == "[":
			for at(i) != "]" && i < len(tokens) {
				i++
			}
		case slices.Contains(grouping, word) && at(i+1) == "(":
			for i += 2; at(i) != ")" && i < len(tokens); i++ {
				if tokens[i] != "," {
					labels = append(labels, tokens[i])
				}
			}
		case !isName(word) || slices.Contains(wordsOf, strings.ToLower(word)) || at(i+1) == "(" ||
			slices.Contains(grouping, at(i+1)):
		default:
			selector := Selector{Metric: word}
			if at(i+1) == "{" {
				for i += 2; at(i) != "}" && i < len(tokens); i++ {
					if isName(tokens[i]) {
						selector.Matchers = append(selector.Matchers,
							Matcher{tokens[i], at(i + 1), strings.Trim(at(i+2), `"'`)})
						i += 2
					}
				}
			}
			metrics = append(metrics, selector)
		}
	}
	return metrics, labels
}

func isName(token string) bool {
	return token != "" && (token[0] == '_' || token[0] == ':' || token[0] >= 'a' && token[0] <= 'z' ||
		token[0] >= 'A' && token[0] <= 'Z')
}

// Sample is one line of /metrics.
type Sample struct {
	Metric string
	Labels map[string]string
	Value  string
}

var (
	sampleLine  = regexp.MustCompile(`(?m)^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)`)
	sampleLabel = regexp.MustCompile(`([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"`)
)

// ReadMetrics reads the text of /metrics.
func ReadMetrics(text string) (samples []Sample) {
	for _, line := range sampleLine.FindAllStringSubmatch(text, -1) {
		s := Sample{Metric: line[1], Labels: make(map[string]string), Value: line[3]}
		for _, label := range sampleLabel.FindAllStringSubmatch(line[2], -1) {
			s.Labels[label[1]] = label[2]
		}
		samples = append(samples, s)
	}
	return samples
}
