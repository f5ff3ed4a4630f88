// Package search holds the rules by which people find records. They turn a record into [Terms] and what somebody typed
// into a [Query] of wants, and say how well the one answers the other: its [Tier]. The app has the same rules in
// TypeScript, over the same tables (fold.json, words.json); crm/testdata/vectors holds the two together.
//
// The package is pure. It knows neither who may read a record nor how terms are stored, and it corrects no spelling.
//
//	terms := search.Of(crm.TypeNamed("lead"), record.Fields)
//	tier := search.Read("(916) 555").Tier(&terms)
package search
