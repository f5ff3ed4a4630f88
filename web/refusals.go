package web

import "roomkey/crm"

// errNoPerson answers for a user, team, token or session that is absent or another's.
var errNoPerson = crm.Errorf(crm.CodeNotFound, "there is nobody and nothing of this id here")

// absent gives not_found the words for what is no record.
func absent(err error) error {
	if crm.CodeOf(err) == crm.CodeNotFound {
		return errNoPerson
	}
	return err
}

// taken names what somebody else has already, where that is what went wrong.
func taken(field string, err error) error {
	if crm.CodeOf(err) != crm.CodeConflict {
		return err
	}
	return &crm.Error{Code: crm.CodeConflict, Field: field, Message: "is taken", Err: err}
}
