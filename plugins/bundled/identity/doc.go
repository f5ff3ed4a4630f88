// Package identity says when two records are of one person, for the bundled plugins. People of one household or one
// office share telephones and e-mail addresses: these identify nobody without a name. So identity is a contact in
// common and a compatible name, and a contact in common without one is a household, whose people are related.
package identity
