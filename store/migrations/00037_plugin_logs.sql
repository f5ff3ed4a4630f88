-- +goose Up

-- What a plugin's program wrote in attempts that failed, for who installed the plugin. It goes with its task, and with
-- what erasing a record takes from the task. That is held by triggers, so that an earlier version of the program, which
-- knows nothing of this table, deletes the same.
CREATE TABLE plugin_logs (
    num     INTEGER PRIMARY KEY,
    broker  BLOB NOT NULL,
    plugin  TEXT NOT NULL,
    task    BLOB NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    step    TEXT NOT NULL,
    version TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    code    TEXT NOT NULL,
    message TEXT NOT NULL,
    text    TEXT NOT NULL,
    at      INTEGER NOT NULL
);
CREATE INDEX plugin_logs_plugin ON plugin_logs (broker, plugin, num);
CREATE INDEX plugin_logs_task ON plugin_logs (task);
CREATE INDEX plugin_logs_at ON plugin_logs (at);

-- +goose StatementBegin
CREATE TRIGGER plugin_logs_go_with_plugin AFTER DELETE ON plugins
BEGIN
    DELETE FROM plugin_logs WHERE broker = OLD.broker AND plugin = OLD.id;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER plugin_logs_go_with_installer AFTER UPDATE OF user ON plugins WHEN OLD.user IS NOT NEW.user
BEGIN
    DELETE FROM plugin_logs WHERE broker = OLD.broker AND plugin = OLD.id;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER plugin_logs_go_with_texts AFTER UPDATE OF forgotten ON tasks WHEN NEW.forgotten = 2
BEGIN
    DELETE FROM plugin_logs WHERE task = NEW.id;
END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER plugin_logs_go_with_texts;
DROP TRIGGER plugin_logs_go_with_installer;
DROP TRIGGER plugin_logs_go_with_plugin;
DROP TABLE plugin_logs;
