-- The specification tool. `sessions` are those of who is signed in, so a session of writing a specification is a
-- `spec_session`.

CREATE TABLE spec_sessions (
    id         INTEGER PRIMARY KEY,
    title      TEXT    NOT NULL,
    status     TEXT    NOT NULL CHECK (status IN ('draft', 'active', 'review', 'done')),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

-- The id at the end makes the order of a page total, and the index gives it without a sort.
CREATE INDEX spec_sessions_by_status ON spec_sessions (status, created_at, id);
CREATE INDEX spec_sessions_by_title ON spec_sessions (title, id);

CREATE TABLE spec_research (
    id         INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES spec_sessions (id) ON DELETE CASCADE,
    topic      TEXT    NOT NULL,
    findings   TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX spec_research_by_session ON spec_research (session_id, id);

CREATE TABLE spec_messages (
    id         INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES spec_sessions (id) ON DELETE CASCADE,
    author     TEXT    NOT NULL CHECK (author IN ('user', 'assistant')),
    body       TEXT    NOT NULL,
    sent_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX spec_messages_by_session ON spec_messages (session_id, sent_at, id);

CREATE TABLE spec_documents (
    id         INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES spec_sessions (id) ON DELETE CASCADE,
    title      TEXT    NOT NULL,
    body       TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX spec_documents_by_session ON spec_documents (session_id, id);

CREATE TABLE spec_error_logs (
    id          INTEGER PRIMARY KEY,
    session_id  INTEGER REFERENCES spec_sessions (id) ON DELETE CASCADE, -- NULL: outside of any session.
    level       TEXT    NOT NULL CHECK (level IN ('warning', 'error', 'critical')),
    message     TEXT    NOT NULL,
    occurred_at INTEGER NOT NULL,
    resolved_at INTEGER -- NULL: still open.
) STRICT;

CREATE INDEX spec_error_logs_by_session ON spec_error_logs (session_id, id);
-- The log is read for what is still open, which stays short.
CREATE INDEX spec_error_logs_open ON spec_error_logs (occurred_at, id) WHERE resolved_at IS NULL;
