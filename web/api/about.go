package api

// About is what anybody may know of a server before they sign in.
type About struct {
	// Somebody can sign in to an account of the demo, whose password is public: nothing private belongs here.
	Demo bool `json:"demo"`
}
