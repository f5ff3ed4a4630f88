package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"roomkey/crm"
	"roomkey/plugins"
)

// errNoPlugins answers where the server was made without a registry.
var errNoPlugins = crm.Errorf(crm.CodeUnavailable, "plugins are not kept here")

// pluginJSON is a plugin as the broker role sees it.
type pluginJSON struct {
	ID        string               `json:"id"`
	Version   string               `json:"version"`
	Runtime   string               `json:"runtime"`
	Bundled   bool                 `json:"bundled"`
	Suspended bool                 `json:"suspended"`
	Damaged   bool                 `json:"damaged,omitempty"`  // nothing else is known then than id, digest and reason
	Reason    string               `json:"reason,omitempty"`   // of the damage
	SignedBy  string               `json:"signedBy,omitempty"` // the key
	Digest    crm.Hash             `json:"digest"`
	Steps     []plugins.Step       `json:"steps"`
	Workflows []plugins.Workflow   `json:"workflows"`
	Asks      plugins.Capabilities `json:"capabilities"`
	Granted   plugins.Capabilities `json:"granted"`
	Missing   plugins.Capabilities `json:"missing"` // asked for and not granted yet
	Installed string               `json:"installedAt,omitempty"`
	By        crm.ID               `json:"installedBy,omitzero"`
}

func newPluginJSON(p *plugins.Plugin) pluginJSON {
	m := &p.Manifest
	j := pluginJSON{ID: m.ID, Version: m.Version, Runtime: m.Runtime, Bundled: p.Bundled, Suspended: p.Suspended, Digest: p.Digest,
		Steps:     append([]plugins.Step{}, m.Steps...),
		Workflows: append([]plugins.Workflow{}, m.Workflows...), Asks: m.Capabilities, Granted: p.Granted, Missing: p.Missing(), By: p.By}
	if p.Key != nil {
		j.SignedBy = plugins.FormatKey(p.Key)
	}
	if p.Damage != nil {
		j.Damaged, j.Reason = true, p.Damage.Reason
	}
	if !p.Installed.IsZero() {
		j.Installed = stamp(p.Installed)
	}
	return j
}

// registry is what keeps plugins.
func (s *Server) registry() (*plugins.Registry, error) {
	if s.plugins == nil {
		return nil, errNoPlugins
	}
	return s.plugins, nil
}

// listPlugins answers with what the caller's brokerage has installed.
func (s *Server) listPlugins(ctx context.Context, c *call) error {
	registry, err := s.registry()
	if err != nil {
		return err
	}
	installed, err := registry.Installed(ctx, c.user().Broker)
	if err != nil {
		return err
	}
	items := make([]pluginJSON, len(installed))
	for i, p := range installed {
		items[i] = newPluginJSON(p)
	}
	return c.json(http.StatusOK, map[string]any{"items": items})
}

// installPlugin installs the package of a form for the caller's brokerage.
func (s *Server) installPlugin(ctx context.Context, c *call) error {
	registry, err := s.registry()
	if err != nil {
		return err
	}
	raw, unsigned, err := packageOf(c)
	if err != nil {
		return err
	}
	p, err := registry.Install(ctx, c.user().Broker, c.user().ID, raw, unsigned)
	if err != nil {
		return err
	}
	return c.json(http.StatusCreated, newPluginJSON(p))
}

// packageOf reads the form: a file "package", and "unsigned" which is true or false.
func packageOf(c *call) (raw []byte, unsigned bool, err error) {
	body, err := c.body(fiber.MIMEMultipartForm)
	if err != nil {
		return nil, false, err
	}
	_, params, err := mime.ParseMediaType(c.header(fiber.HeaderContentType))
	if err != nil {
		return nil, false, crm.Invalid("Content-Type", "can't be read")
	}
	form := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for {
		part, err := form.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, false, crm.Errorf(crm.CodeInvalid, "the form can't be read")
		}
		data, err := io.ReadAll(part) // no more than the body, which is bounded
		if err != nil {
			return nil, false, crm.Errorf(crm.CodeInvalid, "the form can't be read")
		}
		switch name := part.FormName(); {
		case name == "package" && raw == nil:
			raw = data
		case name == "unsigned" && (string(data) == "true" || string(data) == "false"):
			unsigned = string(data) == "true"
		case name == "unsigned":
			return nil, false, crm.Invalid("unsigned", "is true or false")
		default:
			return nil, false, crm.Invalid(clip(name), "there is no such member here, or it is there twice")
		}
	}
	if len(raw) == 0 {
		return nil, false, crm.Invalid("package", "is required")
	}
	return raw, unsigned, nil
}

// removePlugin removes a plugin from the caller's brokerage.
func (s *Server) removePlugin(ctx context.Context, c *call) error {
	registry, err := s.registry()
	if err != nil {
		return err
	}
	if err := registry.Remove(ctx, c.user().Broker, c.user().ID, c.param("id")); err != nil {
		return err
	}
	return c.nothing()
}

// grantPlugin says what a plugin may do from now on.
func (s *Server) grantPlugin(ctx context.Context, c *call) error {
	registry, err := s.registry()
	if err != nil {
		return err
	}
	asked, err := read[struct {
		Capabilities *plugins.Capabilities `json:"capabilities"`
	}](c)
	if err != nil {
		return err
	}
	if asked.Capabilities == nil {
		return crm.Invalid("capabilities", "is required")
	}
	p, err := registry.Grant(ctx, c.user().Broker, c.user().ID, c.param("id"), *asked.Capabilities)
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, newPluginJSON(p))
}
