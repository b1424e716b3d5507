-- What a team looks at, where it comes from, and what is still to be found out.

CREATE TABLE technologies (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    title      TEXT   NOT NULL UNIQUE,
    vendor     TEXT   NOT NULL,
    stage      TEXT   NOT NULL CHECK (stage IN ('assess', 'trial', 'adopt', 'hold')),
    summary    TEXT   NOT NULL,
    created_at BIGINT NOT NULL -- Unix time in seconds, as everywhere here.
);

CREATE TABLE repositories (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner      TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    url        TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (owner, name)
);

CREATE TABLE technology_repositories (
    technology_id BIGINT NOT NULL REFERENCES technologies (id) ON DELETE CASCADE,
    repository_id BIGINT NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
    PRIMARY KEY (technology_id, repository_id)
);

CREATE INDEX technology_repositories_by_repository ON technology_repositories (repository_id, technology_id);

CREATE TABLE research_tasks (
    id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    technology_id BIGINT NOT NULL REFERENCES technologies (id) ON DELETE CASCADE,
    title         TEXT   NOT NULL,
    status        TEXT   NOT NULL CHECK (status IN ('planned', 'in_progress', 'done')),
    created_at    BIGINT NOT NULL
);

CREATE INDEX research_tasks_by_technology ON research_tasks (technology_id);
