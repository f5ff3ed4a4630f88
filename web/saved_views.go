package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"

	"roomkey/crm"
	"roomkey/store"
	"roomkey/web/api"
)

// Bounds of one saved view's query.
const (
	maxViewQuery      = 4 << 10 // bytes
	maxViewQueryDepth = 8       // levels of objects and lists
)

// savedViews are lists as the caller, and who shares with the caller, want to see them again.
type savedViews struct{ store *store.Store }

func (s *savedViews) list(ctx context.Context, who *principal, _ *api.Empty) (*api.SavedViewsAnswer, error) {
	views, err := s.store.SavedViews(ctx, who.user())
	if err != nil {
		return nil, err
	}
	return savedViewsOf(views), nil
}

// put replaces the caller's own. Everybody who sees a difference hears of it in the room that they share.
func (s *savedViews) put(ctx context.Context, who *principal, asked *api.PutSavedViewsRequest) (
	*api.SavedViewsAnswer, error) {
	var wrong faults
	seen := make(map[crm.ID]bool)
	views := make([]crm.SavedView, len(asked.Items))
	for i := range asked.Items {
		var err error
		views[i], err = savedViewFrom(who.user(), &asked.Items[i])
		if seen[views[i].ID] {
			err = errors.Join(err, crm.Invalid("id", "is there twice"))
		}
		seen[views[i].ID] = true
		wrong.add(inside("items/"+strconv.Itoa(i), err))
	}
	if err := wrong.err(); err != nil {
		return nil, err
	}
	stored, err := s.store.PutSavedViews(ctx, who.user(), views, func(now []crm.SavedView) error {
		return ifMatch(asked.IfMatch, savedViewsTag(now))
	})
	if err != nil {
		return nil, err
	}
	return savedViewsOf(stored), nil
}

// remove deletes one: the caller's own, or as broker any that is shared.
func (s *savedViews) remove(ctx context.Context, who *principal, asked *api.ByID) (*api.Empty, error) {
	return nil, absent(s.store.DropSavedView(ctx, who.user(), asked.ID))
}

// savedViewFrom checks a view of the user's. All that is wrong with it comes at once.
func savedViewFrom(user *crm.User, asked *api.SavedView) (v crm.SavedView, err error) {
	var wrong []error
	fail := func(field, text string) { wrong = append(wrong, crm.Invalid(field, "%s", text)) }
	v = crm.SavedView{ID: asked.ID, Team: asked.Team, Type: asked.Type, Name: asked.Name, Pinned: asked.Pinned}
	if asked.ID.IsZero() {
		fail("id", "must be a UUID")
	}
	if crm.TypeNamed(asked.Type) == nil {
		fail("type", "there is no such type of records")
	}
	if !asked.Owner.IsZero() && asked.Owner != user.ID {
		fail("owner", "must be who asks: the views of others stay as they are")
	}
	if crm.Legible(asked.Name, crm.Joiners) != asked.Name || strings.TrimSpace(asked.Name) == "" {
		fail("name", "must be a name that can be read")
	}
	if asked.Shared != nil {
		v.Shared = crm.Sharing(*asked.Shared)
	}
	switch {
	case v.Shared != crm.SharedWithTeam:
		v.Team = crm.ID{}
	case v.Team.IsZero() && len(user.Teams) == 0:
		fail("team", "is required of who has no team")
	case v.Team.IsZero():
		v.Team = user.Teams[0]
	}
	var queryErr error
	v.Query, queryErr = compactObject("query", asked.Query, maxViewQuery, maxViewQueryDepth)
	return v, errors.Join(append(wrong, queryErr)...)
}

func savedViewsOf(views []crm.SavedView) *api.SavedViewsAnswer {
	items := make([]api.SavedView, len(views))
	for i := range views {
		v := &views[i]
		items[i] = api.SavedView{ID: v.ID, Type: v.Type, Name: v.Name, Query: v.Query, Team: v.Team, Owner: v.Owner,
			Pinned: v.Pinned}
		if v.Shared != crm.SharedWithNobody {
			shared := string(v.Shared)
			items[i].Shared = &shared
		}
	}
	return &api.SavedViewsAnswer{ETag: savedViewsTag(views), Items: items}
}

// savedViewsTag names a state of the views that a user sees.
func savedViewsTag(views []crm.SavedView) string {
	sum := sha256.New()
	for i := range views {
		v := &views[i]
		sum.Write([]byte(v.ID.String() + " " + strconv.FormatInt(v.Revision, 10) + " " + string(v.Shared) + "\n"))
	}
	return `"` + hex.EncodeToString(sum.Sum(nil)[:12]) + `"`
}
