package api

// CalendarAnswer says where the caller's calendar can be subscribed to.
type CalendarAnswer struct {
	// The feed's path on this server, which nobody else must know; null: it is not given out.
	Path *string `json:"path"`
	// Since when it has this path.
	Since *Time `json:"since"`
}

// CalendarRequest asks for a calendar by its secret.
type CalendarRequest struct {
	Secret string `path:"secret"`
}
