package web

import (
	"errors"

	"roomkey/crm"
)

// maxFaults bounds how many things a problem names.
const maxFaults = 100

// faults collects what is wrong with a request, as much of it as a problem names: a body can hold many more faults.
// The zero value is ready. Not safe for concurrent use.
type faults struct{ found []error }

// add takes the errors that err joins; nil adds nothing.
func (f *faults) add(err error) {
	for _, one := range allErrors(err) {
		if f.full() {
			return
		}
		f.found = append(f.found, one)
	}
}

// addUnknown refuses names of members or parameters that nobody asked for.
func (f *faults) addUnknown(names []string, text string) {
	for _, name := range names {
		if f.full() {
			return
		}
		f.found = append(f.found, crm.Invalid(clip(name), "%s", text))
	}
}

// full says whether a problem would name no more.
func (f *faults) full() bool { return len(f.found) >= maxFaults }

// err joins what was found; nil where nothing was.
func (f *faults) err() error { return errors.Join(f.found...) }
