// Package plugins knows what a plugin is: its package and manifest, what it may do, and what it was granted. It runs nothing:
// guests run in plugins/guest, tasks in plugins/runner.
package plugins
