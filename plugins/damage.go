package plugins

import (
	"errors"

	"roomkey/crm"
)

// Damage says why the stored package of a plugin can't be used. It is the cause of a crm.Error of code unavailable.
type Damage struct {
	Reason string // for users with the broker role and for the operator
	Err    error
}

func (d *Damage) Error() string { return "the stored package is damaged: " + d.Reason }

// Unwrap returns the cause.
func (d *Damage) Unwrap() error { return d.Err }

// DamageOf returns the damage that caused an error; nil if there is none.
func DamageOf(err error) *Damage {
	var d *Damage
	errors.As(err, &d)
	return d
}

// DamagedError returns the error that users get for a plugin whose package is damaged.
func DamagedError(id string, d *Damage) *crm.Error {
	return &crm.Error{Code: crm.CodeUnavailable,
		Message: "the stored package of the plugin " + id + " is damaged: have it installed again", Err: d}
}

// damaged returns the damage that an error of reading or opening a package reports; nil if the storage failed.
func damaged(err error) *Damage {
	var known *crm.Error
	switch {
	case !errors.As(err, &known):
		return nil
	case known.Code == crm.CodeNotFound:
		return &Damage{"it is no longer stored", err}
	case known.Code != crm.CodeInvalid && known.Code != crm.CodeTooLarge:
		return nil
	case known.Field != "":
		return &Damage{known.Field + " " + known.Message, err}
	}
	return &Damage{known.Message, err}
}
