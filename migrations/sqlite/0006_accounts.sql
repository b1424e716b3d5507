-- What people have besides their name: a team, settings, keys for their programs; and what they did.

-- Who is deleted stays in the table, so that one can be restored, and so that no one else gets the name.
ALTER TABLE users ADD COLUMN team TEXT NOT NULL DEFAULT 'none';
ALTER TABLE users ADD COLUMN deleted_at INTEGER; -- NULL: not deleted.

CREATE INDEX users_of_team ON users (team, id) WHERE deleted_at IS NULL;
CREATE INDEX users_deleted ON users (id) WHERE deleted_at IS NOT NULL;

CREATE TABLE user_settings (
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name    TEXT    NOT NULL,
    value   TEXT    NOT NULL,
    PRIMARY KEY (user_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE api_keys (
    id         INTEGER PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name       TEXT    NOT NULL,
    key_hash   TEXT    NOT NULL UNIQUE, -- SHA-256 in hex: the key itself is known to its bearer only.
    created_at INTEGER NOT NULL,
    revoked_at INTEGER -- NULL: it still opens.
) STRICT;

CREATE INDEX api_keys_by_user ON api_keys (user_id, id);

CREATE TABLE audit_log (
    id         INTEGER PRIMARY KEY,
    actor_id   INTEGER NOT NULL REFERENCES users (id),
    action     TEXT    NOT NULL,
    subject_id INTEGER, -- A user or a key, as the action says. NULL: several.
    changed    INTEGER NOT NULL, -- How many rows.
    at         INTEGER NOT NULL
) STRICT;

CREATE INDEX audit_log_by_actor ON audit_log (actor_id, id);
CREATE INDEX audit_log_by_action ON audit_log (action, id);
