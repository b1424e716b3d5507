-- What a run was of. Texts that are not known are empty, so that two unknown ones are the same.
CREATE TABLE perf_history.runs (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
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

CREATE INDEX runs_by_time ON perf_history.runs (began_unix_ms);

CREATE TABLE perf_history.cases (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    package TEXT NOT NULL,
    target TEXT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (package, target, name)
);

CREATE TABLE perf_history.results (
    run_id BIGINT NOT NULL REFERENCES perf_history.runs ON DELETE CASCADE,
    case_id BIGINT NOT NULL REFERENCES perf_history.cases,
    verdict TEXT NOT NULL,
    PRIMARY KEY (run_id, case_id)
);

CREATE TABLE perf_history.figures (
    run_id BIGINT NOT NULL REFERENCES perf_history.runs ON DELETE CASCADE,
    case_id BIGINT NOT NULL REFERENCES perf_history.cases,
    metric TEXT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    -- The same for the same program: a count, and no time.
    exact BOOLEAN NOT NULL,
    PRIMARY KEY (run_id, case_id, metric)
);

CREATE INDEX figures_by_case ON perf_history.figures (case_id, metric);
