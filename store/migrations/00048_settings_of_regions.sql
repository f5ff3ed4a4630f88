-- +goose Up

-- Where several regions are one Roomkey: what users have set for themselves, as regions tell each other. kind 0 is a
-- preference: its name, its value as JSON (NULL: it was taken out), when it was written and in which region. kind 1 is a
-- notification that was read: name is its id. changed is a number of setting_counter, the last change of the row here.
CREATE TABLE user_settings (
    user    BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind    INTEGER NOT NULL,
    name    TEXT NOT NULL,
    value   BLOB,
    at      INTEGER NOT NULL,
    region  TEXT NOT NULL,
    changed INTEGER NOT NULL,
    PRIMARY KEY (user, kind, name)
) WITHOUT ROWID;
CREATE UNIQUE INDEX user_settings_changed ON user_settings (changed);

-- One row: how many changes user_settings has had.
CREATE TABLE setting_counter (last INTEGER NOT NULL);
INSERT INTO setting_counter (last) VALUES (0);

-- +goose Down
DROP TABLE setting_counter;
DROP TABLE user_settings;
