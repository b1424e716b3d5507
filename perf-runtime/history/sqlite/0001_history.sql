-- What a run was of. Texts that are not known are empty, so that two unknown ones are the same.
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    began_unix_ms BIGINT NOT NULL,
    commit_id TEXT NOT NULL,
    branch TEXT NOT NULL,
    -- Changes beside the commit; NULL where nobody looked.
    dirty BOOLEAN,
    machine TEXT NOT NULL,
    build TEXT NOT NULL,
    UNIQUE (name, began_unix_ms, commit_id, machine, build)
);

CREATE INDEX runs_by_time ON runs (began_unix_ms);

CREATE TABLE cases (
    id INTEGER PRIMARY KEY,
    package TEXT NOT NULL,
    target TEXT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (package, target, name)
);

CREATE TABLE results (
    run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    case_id INTEGER NOT NULL REFERENCES cases,
    verdict TEXT NOT NULL,
    PRIMARY KEY (run_id, case_id)
) WITHOUT ROWID;

CREATE TABLE figures (
    run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    case_id INTEGER NOT NULL REFERENCES cases,
    metric TEXT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    -- The same for the same program: a count, and no time.
    exact BOOLEAN NOT NULL,
    PRIMARY KEY (run_id, case_id, metric)
) WITHOUT ROWID;

CREATE INDEX figures_by_case ON figures (case_id, metric);
