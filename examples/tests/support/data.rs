//! What the datasets are made of. The statements are for an empty database, SQLite or Postgres.

#![allow(dead_code, reason = "each of the test binaries uses a part of it")]

/// 20 technologies with 3 repositories and 2 research tasks each; each of the 30 repositories is part
/// of two technologies.
pub(crate) const LARGE: &str = "
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20)
    INSERT INTO technologies (title, vendor, stage, summary, created_at)
    SELECT 'Technology ' || i, 'Vendor ' || (i % 5), 'trial', 'What it is for.', 1700000000 FROM n ORDER BY i;

    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)
    INSERT INTO repositories (owner, name, url, created_at)
    SELECT 'acme', 'repository-' || i, 'https://git.example/acme/' || i, 1700000000 FROM n ORDER BY i;

    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 59)
    INSERT INTO technology_repositories (technology_id, repository_id)
    SELECT i / 3 + 1, i % 30 + 1 FROM n;

    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 39)
    INSERT INTO research_tasks (technology_id, title, status, created_at)
    SELECT i / 2 + 1, 'Question ' || i, 'planned', 1700000000 FROM n ORDER BY i;
";

/// 15 repositories.
pub(crate) const REPOSITORIES: &str = "
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 15)
    INSERT INTO repositories (owner, name, url, created_at)
    SELECT 'acme', 'repository-' || i, 'https://git.example/acme/' || i, 1700000000 FROM n ORDER BY i;
";

/// 1000 technologies of 100 vendors, half of them assessed, half on trial.
pub(crate) const PERFORMANCE: &str = "
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
    INSERT INTO technologies (title, vendor, stage, summary, created_at)
    SELECT 'Technology ' || i, 'Vendor ' || (i % 100), CASE i % 2 WHEN 0 THEN 'assess' ELSE 'trial' END,
           'What it is for.', 1700000000
    FROM n ORDER BY i;
";

/// 100 users of five teams with two keys each, 10 settings of the first of them, and 200 rows of the audit log. The first
/// key is [`KEY`], and everybody's password is `correct horse`, hashed as the service does it by default.
pub(crate) const PEOPLE: &str = "
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
    INSERT INTO users (username, email, team, password_hash, created_at)
    SELECT 'user' || i, 'user' || i || '@example.com', 'Team ' || (i % 5),
           '$argon2id$v=19$m=19456,t=2,p=1$8Hd4pHtwoxuSiGlxQLAojw$z26xGf9x7Flf2DAytLV+egdNJkOCKQGY0Z7iqsZS0/A',
           1700000000 + i
    FROM n ORDER BY i;

    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 199)
    INSERT INTO api_keys (user_id, name, key_hash, created_at)
    SELECT i / 2 + 1, 'Key ' || i,
           CASE i WHEN 0 THEN 'f6ca29f6be96d861091a6c2e9906dde615cb6f3d689de512698e3883b524fabb' ELSE 'hash ' || i END,
           1700000000 + i
    FROM n ORDER BY i;

    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10)
    INSERT INTO user_settings (user_id, name, value)
    SELECT 1, 'setting ' || i, 'value ' || i FROM n;

    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
    INSERT INTO audit_log (actor_id, action, subject_id, changed, at)
    SELECT i % 10 + 1, CASE i % 4 WHEN 0 THEN 'delete_user' ELSE 'update_user' END, i % 100 + 1, 1, 1700000000 + i
    FROM n ORDER BY i;
";

/// A project of each of [`PEOPLE`].
pub(crate) const PROJECTS: &str = "
    INSERT INTO projects (owner_id, name, description, created_at)
    SELECT id, 'Project ' || id, 'What it is for.', 1700000000 FROM users ORDER BY id;
";

/// Opens in the name of the first of [`PEOPLE`].
pub(crate) const KEY: &str = "cc_suites";

/// Knowledge entries: title and body.
#[rustfmt::skip]
pub(crate) const KNOWLEDGE: [(&str, &str); 20] = [
    ("Connection pools", "A pool keeps database connections open, so that a request need not wait for a new one."),
    ("Database indexes", "An index lets the database answer a query without reading the whole table."),
    ("Rotating keys", "The signing keys of the mobile application are replaced every quarter."),
    ("Backups", "A nightly backup of every database is kept for thirty days and restored once a month as a drill."),
    ("Feature flags", "A flag turns a feature on for some customers, so that a release is not a deployment."),
    ("Log levels", "Errors wake somebody up, warnings are read in the morning, and debug lines are thrown away."),
    ("Rate limits", "Each client may send a hundred requests a second; more are refused with status 429."),
    ("Schema migrations", "A migration first adds a column, then fills it, and drops the old one a release later."),
    ("Retries", "A failed call is repeated after a pause that doubles each time, with some jitter."),
    ("Circuit breakers", "After five failures in a row the breaker opens, and calls fail at once until it closes."),
    ("Caching", "Answers that change rarely are cached for a minute; a write removes them from the cache."),
    ("Message queues", "Work that nobody waits for is put into a queue and done by workers, at least once."),
    ("Tracing", "A trace follows one request through all services and shows where its time went."),
    ("Load balancing", "The balancer sends a request to the instance with the fewest open ones."),
    ("Containers", "An image is built once, scanned for known holes, and runs unchanged in every environment."),
    ("Code review", "Two people look at a change; one of them knows the part that it touches."),
    ("Incident reports", "After an incident its story is written down without blame, with what will be changed."),
    ("Accessibility", "Every page works with a keyboard and a screen reader, and its contrast is checked."),
    ("Time zones", "Times are stored in UTC and shown in the time zone of the reader."),
    ("Licences", "A dependency under a copyleft licence needs a word with the lawyers first."),
];
