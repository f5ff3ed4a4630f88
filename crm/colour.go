package crm

// PersonColours is how many colours the app has for people.
const PersonColours = 12

// tally counts people by their colours.
type tally [PersonColours]int

// ColoursOf gives every member of a brokerage a colour from 1 to PersonColours. Colours of people who work together
// differ as long as there are enough: those of a team, and of the brokers and everybody. Beyond that, the rarest is
// given. users are all of a brokerage, the oldest account first, so that a new account changes nobody else's colour. A
// disabled account takes no colour away from those that are not.
func ColoursOf(users []*User) map[ID]int {
	given := make(map[ID]int, len(users))
	teams := make(map[ID]*tally)
	var all, brokers tally
	for _, disabled := range []bool{false, true} {
		for _, user := range users {
			if user.Disabled != disabled {
				continue
			}
			met := brokers
			if user.Role == RoleBroker {
				met = all
			}
			for _, team := range user.Teams {
				if teams[team] == nil {
					teams[team] = new(tally)
				}
				for colour, count := range teams[team] {
					met[colour] += count
				}
			}
			colour := rarest(&met, &all)
			given[user.ID] = colour + 1
			all[colour]++
			if user.Role == RoleBroker {
				brokers[colour]++
			}
			for _, team := range user.Teams {
				teams[team][colour]++
			}
		}
	}
	return given
}

// rarest returns the color that is least used among the people whom a user meets; ties go to the one least used
// overall, then to the first.
func rarest(met, all *tally) (found int) {
	for colour := range met {
		if met[colour] < met[found] || met[colour] == met[found] && all[colour] < all[found] {
			found = colour
		}
	}
	return found
}
