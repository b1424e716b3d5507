//! What belongs to a session.

use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder};

use super::log::{LoggedError, errors_of};
use super::sessions::{self, Session};
use crate::clock::unix_now;
use crate::db::{Db, as_text, on};
use crate::error::Result;
use crate::text::not_blank;

#[derive(Debug, Serialize, FromRow)]
pub(crate) struct Research {
    id: i64,
    session_id: i64,
    topic: String,
    findings: String,
    created_at: i64,
}

#[derive(Debug, Serialize, FromRow)]
pub(crate) struct Message {
    id: i64,
    session_id: i64,
    author: Author,
    body: String,
    sent_at: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Author {
    User,
    Assistant,
}

as_text!(Author { User = "user", Assistant = "assistant" });

#[derive(Debug, Serialize, FromRow)]
pub(crate) struct Document {
    id: i64,
    session_id: i64,
    title: String,
    body: String,
    created_at: i64,
}

/// A session with all that belongs to it.
#[derive(Debug, Serialize)]
pub(crate) struct Details {
    #[serde(flatten)]
    pub(super) session: Session,
    pub(super) research: Vec<Research>,
    pub(super) messages: Vec<Message>,
    pub(super) documents: Vec<Document>,
    pub(super) errors: Vec<LoggedError>,
}

/// `?sent_at=..&id=..`: the last message of the page before, and how many are wanted.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(default)]
pub(crate) struct After {
    sent_at: i64,
    id: i64,
    limit: u8,
}

impl Default for After {
    fn default() -> Self {
        Self {
            sent_at: i64::MIN,
            id: 0,
            limit: 50,
        }
    }
}

/// What somebody says in a conversation.
#[derive(Debug, Serialize, Deserialize, FromRow)]
pub(crate) struct Said {
    author: Author,
    #[serde(deserialize_with = "not_blank")]
    body: String,
}

impl Said {
    pub(crate) fn by_user(body: String) -> Self {
        let author = Author::User;
        Self { author, body }
    }

    pub(crate) fn by_assistant(body: String) -> Self {
        let author = Author::Assistant;
        Self { author, body }
    }
}

/// Five statements, however much belongs to the session.
pub(crate) async fn details(db: &Db, id: i64) -> Result<Details> {
    Ok(Details {
        session: sessions::find(db, id).await?,
        research: research(db, id).await?,
        messages: conversation(db, id).await?,
        documents: documents(db, id).await?,
        errors: errors_of(db, id).await?,
    })
}

pub(crate) async fn research(db: &Db, session: i64) -> sqlx::Result<Vec<Research>> {
    let sql = "SELECT id, session_id, topic, findings, created_at FROM spec_research \
               WHERE session_id = $1 ORDER BY id";
    on!(db, pool => sqlx::query_as(sql).bind(session).fetch_all(pool).await)
}

/// A page of the conversation, in order. It begins where the one before ended: with OFFSET all messages
/// before it would be read again.
pub(crate) async fn messages(db: &Db, session: i64, after: After) -> sqlx::Result<Vec<Message>> {
    let sql = "SELECT id, session_id, author, body, sent_at FROM spec_messages \
               WHERE session_id = $1 AND (sent_at, id) > ($2, $3) ORDER BY sent_at, id LIMIT $4";
    on!(db, pool =>
        sqlx::query_as(sql)
            .bind(session)
            .bind(after.sent_at)
            .bind(after.id)
            .bind(i64::from(after.limit))
            .fetch_all(pool)
            .await)
}

/// The end of the conversation, in order.
pub(crate) async fn last_said(db: &Db, session: i64, count: u8) -> sqlx::Result<Vec<Said>> {
    let sql = "SELECT author, body FROM spec_messages WHERE session_id = $1 \
               ORDER BY sent_at DESC, id DESC LIMIT $2";
    let mut said: Vec<Said> = on!(db, pool =>
        sqlx::query_as(sql).bind(session).bind(i64::from(count)).fetch_all(pool).await?);
    said.reverse();
    Ok(said)
}

async fn conversation(db: &Db, session: i64) -> sqlx::Result<Vec<Message>> {
    let sql = "SELECT id, session_id, author, body, sent_at FROM spec_messages \
               WHERE session_id = $1 ORDER BY sent_at, id";
    on!(db, pool => sqlx::query_as(sql).bind(session).fetch_all(pool).await)
}

async fn documents(db: &Db, session: i64) -> sqlx::Result<Vec<Document>> {
    let sql = "SELECT id, session_id, title, body, created_at FROM spec_documents \
               WHERE session_id = $1 ORDER BY id";
    on!(db, pool => sqlx::query_as(sql).bind(session).fetch_all(pool).await)
}

/// One statement, however many messages there are; `said` must not be empty.
pub(crate) async fn say(db: &Db, session: i64, said: Vec<Said>) -> sqlx::Result<()> {
    let now = unix_now();
    on!(db, pool => {
        let mut insert =
            QueryBuilder::new("INSERT INTO spec_messages (session_id, author, body, sent_at) ");
        insert.push_values(said, |mut row, said| {
            row.push_bind(session).push_bind(said.author).push_bind(said.body).push_bind(now);
        });
        insert.build().execute(pool).await.map(drop)
    })
}
