package command

import (
	"context"
	"fmt"
)

// pluginCommand is the command of the plugins: what authors do in their own folders, and what operators do with a data
// directory, whether a server runs or not.
func pluginCommand(ctx context.Context, p *Program, args []string) error {
	actions := map[string]func(context.Context, *Program, []string) error{
		"new": pluginNew, "build": pluginBuild, "test": pluginTest, "sign": pluginSign,
		"trust": pluginTrust, "install": pluginInstall, "list": pluginList,
		"inspect": pluginInspect, "grant": pluginGrant,
		"secret": pluginSecret, "remove": pluginRemove,
	}
	if len(args) == 0 || actions[args[0]] == nil {
		return fmt.Errorf("%w: wants new, build, test, sign, trust, install, list, inspect, grant, secret or remove",
			errUsage)
	}
	return actions[args[0]](ctx, p, args[1:])
}
