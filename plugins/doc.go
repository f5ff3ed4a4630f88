// Package plugins reads and checks plugin packages: their manifests, their signatures, the capabilities that they ask
// for and those that a brokerage has granted. A [Registry] knows the plugins of every brokerage. The package runs
// nothing: guests run in plugins/guest, tasks in plugins/runner.
package plugins
