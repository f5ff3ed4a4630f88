package command

// pluginActions are what authors of plugins do in their own folders, and what operators do with a data directory,
// whether a server runs or not.
var pluginActions = []command{
	{name: "new", summary: "make a folder with a plugin that works", run: pluginNew},
	{name: "build", summary: "build a plugin's package", run: pluginBuild},
	{name: "pack", summary: "pack a program that is there already", run: pluginPack},
	{name: "test", summary: "run the cases of a plugin or of a package, and show every op", run: pluginTest},
	{name: "logs", summary: "show what a plugin wrote in runs that failed", run: pluginLogs},
	{name: "sign", summary: "sign a package", run: pluginSign},
	{name: "trust", summary: "let packages that a key has signed be installed", run: pluginTrust},
	{name: "install", summary: "install a package", run: pluginInstall},
	{name: "list", summary: "list what is installed", run: pluginList},
	{name: "inspect", summary: "show a package, or what is installed", run: pluginInspect},
	{name: "grant", summary: "grant a plugin what it asks for, or a part, or nothing", run: pluginGrant},
	{name: "secret", summary: "set a secret to what stands on standard input", run: pluginSecret},
	{name: "remove", summary: "remove a plugin", run: pluginRemove},
}
