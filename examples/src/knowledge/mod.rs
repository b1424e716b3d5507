//! What is known already, found again by meaning.
//!
//! An entry is embedded when it is written, a question when it is asked, and the nearest entries are the
//! answer. Each database keeps vectors its own way: `sqlite.rs` and `postgres.rs` have one function to
//! write an entry and one to search, and another extension would be another such file.

use std::num::NonZeroU8;

use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::clock::unix_now;
use crate::db::Db;
use crate::embedding::Embedding;
use crate::text::not_blank;

mod postgres;
mod sqlite;

#[derive(Debug, Serialize, FromRow)]
pub(crate) struct Entry {
    pub(crate) id: i64,
    pub(crate) technology_id: Option<i64>,
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) created_at: i64,
}

/// What a client says of an entry.
#[derive(Debug, Deserialize)]
pub(crate) struct Draft {
    technology_id: Option<i64>,
    #[serde(deserialize_with = "not_blank")]
    title: String,
    #[serde(deserialize_with = "not_blank")]
    body: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Question {
    #[serde(deserialize_with = "not_blank")]
    pub(crate) query: String,
    #[serde(default = "Question::top")]
    pub(crate) top: NonZeroU8,
}

impl Question {
    fn top() -> NonZeroU8 {
        const { NonZeroU8::new(5).unwrap() }
    }
}

/// An entry that answers a question.
#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    #[serde(flatten)]
    entry: Entry,
    /// The cosine of the angle to the question: 1 for the same text, about 0 for an unrelated one.
    score: f64,
}

/// A row of either search.
#[derive(Debug, FromRow)]
struct Near {
    #[sqlx(flatten)]
    entry: Entry,
    /// Euclidean, between points of the unit sphere.
    distance: f64,
}

pub(crate) async fn create(db: &Db, draft: Draft) -> sqlx::Result<Entry> {
    let embedding = Embedding::of_entry(&draft.title, &draft.body);
    let now = unix_now();
    match db {
        Db::Sqlite(pool) => sqlite::insert(pool, draft, &embedding, now).await,
        Db::Postgres(pool) => postgres::insert(pool, draft, &embedding, now).await,
    }
}

/// One statement: the nearest entries, nearest first.
pub(crate) async fn query(db: &Db, question: &Question) -> sqlx::Result<Vec<Answer>> {
    let embedding = Embedding::of(&question.query);
    let top = i64::from(question.top.get());
    let near = match db {
        Db::Sqlite(pool) => sqlite::nearest(pool, &embedding, top).await?,
        Db::Postgres(pool) => postgres::nearest(pool, &embedding, top).await?,
    };
    Ok(near.into_iter().map(Answer::from).collect())
}

impl From<Near> for Answer {
    fn from(near: Near) -> Self {
        // |a - b|^2 = 2 - 2 cos(a, b) on the unit sphere.
        Self {
            entry: near.entry,
            score: 1.0 - near.distance * near.distance / 2.0,
        }
    }
}
