-- `cube` comes with Postgres, is trusted, and holds up to 100 dimensions; pgvector would be another type
-- and another operator class here, and `src/knowledge/postgres.rs` in the service.
CREATE EXTENSION IF NOT EXISTS cube;

CREATE TABLE knowledge_entries (
    id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    technology_id BIGINT REFERENCES technologies (id) ON DELETE SET NULL,
    title         TEXT   NOT NULL,
    body          TEXT   NOT NULL,
    embedding     CUBE   NOT NULL CHECK (cube_dim(embedding) = 96),
    created_at    BIGINT NOT NULL
);

CREATE INDEX knowledge_entries_by_technology ON knowledge_entries (technology_id);
CREATE INDEX knowledge_entries_by_embedding ON knowledge_entries USING gist (embedding);
