-- An embedding is 96 floats of 4 bytes: what sqlite-vec compares. It looks at every row, as its own
-- virtual table would, so a plain column does, and nothing of the extension is needed to migrate.
CREATE TABLE knowledge_entries (
    id            INTEGER PRIMARY KEY,
    technology_id INTEGER REFERENCES technologies (id) ON DELETE SET NULL,
    title         TEXT    NOT NULL,
    body          TEXT    NOT NULL,
    embedding     BLOB    NOT NULL CHECK (length(embedding) = 4 * 96),
    created_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX knowledge_entries_by_technology ON knowledge_entries (technology_id);
