package main

import "regexp"

// agentName is the name of an agent or a brokerage in capitals: "Jane Doe at Compass", "KW agent".
const agentName = `(?-i:\p{Lu}[\p{L}\d'’-]+(?: (?:(?:at|of|from|and|with|&|@|w/) )?\p{Lu}[\p{L}\d.'’-]*` +
	`| (?:agent|realtor|broker|realty|team|group)\b)*)`

// What says that somebody has an agent, and who it is. Who came with somebody is said in the same words, so that a name
// in small letters counts only after "working with".
var with = []*regexp.Regexp{
	regexp.MustCompile(`(?i)\b(?:(?:working |looking )?(?:with |w/ ?)(?:(?:an?|the|her|his|their|my|our) )?` +
		`(?:agent|realtor|broker)\b:?|(?:has|have) (?:an? )?(?:agent|realtor|broker)\b:?|agent:?\s*yes\b)` +
		`((?: ` + agentName + `)?)`),
	regexp.MustCompile(`(?i)\bagent:\s*([^,;|]+)`),
	regexp.MustCompile(`(?i)\b(?:working|looking) (?:with |w/ ?)([\p{L}][\p{L}\d'’-]+(?: [\p{L}][\p{L}\d'’-]*)*)`),
	regexp.MustCompile(`(?i)\b(?:with |w/ ?)(` + agentName + `)`),
	regexp.MustCompile(`(?i)\brepresented\b()`),
}

// company is what follows "with" and is no agent: a person or an animal that comes along, and how somebody pays.
var company = regexp.MustCompile(`(?i)^(?:(?:an?|the|her|his|their|my|our|two|three|four|other|another) )*` +
	`(?:husbands?|wife|wives|spouses?|partner|fianc[eé]e?|girlfriends?|boyfriends?|gf|bf|` +
	`(?:grand)?(?:kids?|child(?:ren)?|sons?|daughters?|m[ou]ms?|mothers?|dads?|fathers?|parents?)|baby|babies|` +
	`toddlers?|family|sisters?|brothers?|siblings?|twins?|aunts?|uncles?|cousins?|nieces?|nephews?|in-laws?|` +
	`friends?|roommates?|neighbou?rs?|co-?workers?|dogs?|pets?|cash|lender|pre-?approv(?:al|ed)|questions?)\b`)

// agentOf returns where a line says that its person has an agent, as a match does: the whole, and the agent's name. It
// is nil if the line does not say so.
func agentOf(line string) []int {
	for _, form := range with {
		for _, at := range form.FindAllStringSubmatchIndex(line, -1) {
			if !company.MatchString(line[at[2]:at[3]]) {
				return at
			}
		}
	}
	return nil
}
