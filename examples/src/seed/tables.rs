//! The tables, in an order in which each row comes after those that it refers to.

use std::collections::BTreeMap;

use super::counts::Counts;
use super::random::Random;
use super::rows::{self, Row, Source};
use super::value::Value;
use crate::db::Db;

pub(super) const SESSIONS: &str = "spec_sessions";
pub(super) const RESEARCH: &str = "spec_research";
pub(super) const DESIGN_JOBS: &str = "shared.design_jobs";

/// A table, and how it is filled.
#[derive(Debug)]
pub struct Table {
    /// With its schema where that is not the usual one.
    pub name: &'static str,
    /// All of them, `id` first.
    pub columns: &'static [&'static str],
    /// The migration that makes it.
    pub migration: &'static str,
    count: fn(&Counts) -> i64,
    row: fn(&mut Source<'_>, i64) -> Row,
    /// Which stream of the random numbers is its own. It must never change.
    stream: u64,
}

impl Table {
    /// How many rows.
    pub fn count(&self, counts: &Counts) -> i64 {
        (self.count)(counts)
    }

    /// The rows, one after the other: always the same ones.
    pub fn rows<'a>(
        &'a self,
        counts: &'a Counts,
        seed: u64,
        first: &'a FirstIds,
    ) -> impl Iterator<Item = Vec<Value>> + 'a {
        let mut source = Source {
            counts,
            first,
            random: Random::new(seed, self.stream),
        };
        (0..self.count(counts)).map(move |i| {
            let mut row = vec![Value::Int(first.of(self.name) + i)];
            row.append(&mut (self.row)(&mut source, i));
            row
        })
    }
}

/// The id of the first new row of each table; 1 where nothing else is said.
#[derive(Debug, Clone, Default)]
pub struct FirstIds(BTreeMap<&'static str, i64>);

impl FirstIds {
    pub(super) fn of(&self, table: &str) -> i64 {
        self.0.get(table).copied().unwrap_or(1)
    }

    pub(super) fn set(&mut self, table: &'static str, id: i64) {
        self.0.insert(table, id);
    }
}

/// The tables that a database has.
pub fn tables(db: &Db) -> impl DoubleEndedIterator<Item = &'static Table> {
    let shared: &[Table] = match db {
        Db::Sqlite(_) => &[],
        Db::Postgres(_) => &SHARED,
    };
    SPECIFICATIONS.iter().chain(shared)
}

static SPECIFICATIONS: [Table; 5] = [
    Table {
        name: SESSIONS,
        columns: &["id", "title", "status", "created_at", "updated_at"],
        migration: "0004_specifications.sql",
        count: |counts| counts.sessions.into(),
        row: rows::session,
        stream: 1,
    },
    Table {
        name: RESEARCH,
        columns: &["id", "session_id", "topic", "findings", "created_at"],
        migration: "0004_specifications.sql",
        count: |counts| i64::from(counts.sessions) * i64::from(counts.research_per_session),
        row: rows::research,
        stream: 2,
    },
    Table {
        name: "spec_messages",
        columns: &["id", "session_id", "author", "body", "sent_at"],
        migration: "0004_specifications.sql",
        count: |counts| i64::from(counts.sessions) * i64::from(counts.messages_per_session),
        row: rows::message,
        stream: 3,
    },
    Table {
        name: "spec_documents",
        columns: &["id", "session_id", "title", "body", "created_at"],
        migration: "0004_specifications.sql",
        count: |counts| counts.documents.into(),
        row: rows::document,
        stream: 4,
    },
    Table {
        name: "spec_error_logs",
        columns: &[
            "id",
            "session_id",
            "level",
            "message",
            "occurred_at",
            "resolved_at",
        ],
        migration: "0004_specifications.sql",
        count: |counts| counts.error_logs.into(),
        row: rows::error_log,
        stream: 5,
    },
];

static SHARED: [Table; 3] = [
    Table {
        name: DESIGN_JOBS,
        columns: &["id", "session_id", "kind", "created_at", "finished_at"],
        migration: "0005_design_jobs.sql",
        count: jobs,
        row: rows::design_job,
        stream: 6,
    },
    Table {
        name: "shared.outputs",
        columns: &["id", "job_id", "name", "bytes", "created_at"],
        migration: "0005_design_jobs.sql",
        count: |counts| jobs(counts) * i64::from(counts.outputs_per_job),
        row: rows::output,
        stream: 7,
    },
    Table {
        name: "shared.decisions",
        columns: &["id", "job_id", "research_id", "summary", "created_at"],
        migration: "0005_design_jobs.sql",
        count: |counts| jobs(counts) * i64::from(counts.decisions_per_job),
        row: rows::decision,
        stream: 8,
    },
];

fn jobs(counts: &Counts) -> i64 {
    i64::from(counts.sessions) * i64::from(counts.jobs_per_session)
}
