package web

import "roomkey/crm"

// distinct leaves of ids the first of each.
func distinct(ids []crm.ID) []crm.ID {
	seen := make(map[crm.ID]bool, len(ids))
	var list []crm.ID
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			list = append(list, id)
		}
	}
	return list
}
