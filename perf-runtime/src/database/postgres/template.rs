//! Templates of Postgres databases, on the server where the cases have theirs.
//!
//! A template is ready once its [mark](Mark) says so. Until then it is a database like any other of its process: when
//! that is killed in the middle, what it has left is dropped and made again.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::{LazyLock, Mutex};

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Executor};

use super::error::PostgresError;
use super::name::PREFIX;
use super::owned;
use super::server::Server;
use crate::case::{self, Ignore};
use crate::database::content::Content;
use crate::database::mark::Mark;
use crate::database::seed::SeedPool;
use crate::database::template::{Binary, Known, Wanted};
use crate::hash::Fnv;
use crate::sync::lock;

/// With how many cases of this binary have the content.
static KNOWN: LazyLock<Known<usize>> = LazyLock::new(Known::new);

/// How many of them have asked for it.
static TAKEN: LazyLock<Mutex<HashMap<String, usize>>> = LazyLock::new(Mutex::default);

/// A template that is ready.
#[derive(Debug, Clone)]
pub(super) struct Template {
    /// The name of the database.
    pub(super) name: String,
    key: String,
    /// How many cases of this binary have this content.
    cases: usize,
}

impl Template {
    /// The template of a content on a server, made if it is not there yet; `None` where there is nothing to put into a
    /// database.
    pub(super) async fn of(content: &Content, server: &Server) -> Result<Option<Self>, String> {
        let Some(wanted) = content.template() else {
            return Ok(None);
        };
        let name = format!("{PREFIX}t_{}", wanted.name);
        let key = format!("{server} {name}");
        let make = async {
            make(&name, wanted.binary, content, server).await?;
            Ok(cases_of(&wanted))
        };
        let cases = KNOWN.get(&key, Box::pin(make)).await?;
        Ok(Some(Self { name, key, cases }))
    }

    /// Notes that one more case has asked for it.
    pub(super) fn taken(&self) {
        *lock(&TAKEN).entry(self.key.clone()).or_default() += 1;
    }

    /// Whether more cases of this process are going to ask for it, as far as can be told: some may be left out by
    /// filters.
    pub(super) fn is_awaited(&self) -> bool {
        let taken = lock(&TAKEN).get(&self.key).copied();
        taken.unwrap_or_default() < self.cases
    }

    /// It is not there any more: the next case makes it again.
    pub(super) fn forget(&self) {
        KNOWN.forget(&self.key);
    }
}

fn cases_of(wanted: &Wanted) -> usize {
    let cases = case::all().into_iter().filter(|case| {
        let of_case = Content::of(&case.options).template();
        case.ignore == Ignore::No && of_case.is_some_and(|other| other.name == wanted.name)
    });
    cases.count()
}

/// Waits until nobody else makes this template, and makes it unless it is ready.
async fn make(
    name: &str,
    binary: &Binary,
    content: &Content,
    server: &Server,
) -> Result<(), String> {
    let mut admin = server.connect().await.map_err(|error| error.to_string())?;
    // Given back with the connection. Another process may take its time, so there is no limit but the case's own.
    let lock = sqlx::query("SELECT pg_advisory_lock($1)").bind(lock_of(name));
    lock.execute(&mut admin)
        .await
        .map_err(|error| PostgresError::of(&error, server).to_string())?;
    let ready = server.answer(owned::is_template(&mut admin, name)).await;
    if !ready.map_err(|error| error.to_string())? {
        fill(&mut admin, name, binary, content, server).await?;
    }
    let _ = admin.close().await;
    Ok(())
}

async fn fill(
    admin: &mut PgConnection,
    name: &str,
    binary: &Binary,
    content: &Content,
    server: &Server,
) -> Result<(), String> {
    let told = |error: PostgresError| error.to_string();
    server
        .answer(owned::drop(admin, name))
        .await
        .map_err(told)?;
    server
        .answer(owned::create(admin, name, None))
        .await
        .map_err(told)?;
    let filled = async {
        content
            .fill(server.options_of(name), SeedPool::Postgres)
            .await?;
        settle(name, server).await.map_err(told)?;
        let mark = Mark::of_template(binary);
        server
            .answer(owned::set_mark(admin, name, &mark))
            .await
            .map_err(told)
    };
    let filled = filled.await;
    if filled.is_err() {
        // The error that counts is the first one.
        let _ = server.answer(owned::drop(admin, name)).await;
    }
    filled
}

/// The tables that are not the server's own, which are settled already.
const TABLES: &str = "SELECT string_agg(oid::regclass::text, ', ') FROM pg_class \
     WHERE relkind IN ('r', 'm') AND relpersistence <> 't' AND relnamespace::regnamespace::text NOT IN \
     ('pg_catalog', 'information_schema', 'pg_toast')";

/// Gives the planner its figures, and marks the pages as visible to all: as autovacuum would have done some time after
/// the rows came.
///
/// The second connection finds the database at rest and leaves behind what Postgres keeps for the start of a session
/// (`pg_internal.init`): a copy of the files has it too, and is opened in half the time.
async fn settle(name: &str, server: &Server) -> Result<(), PostgresError> {
    let options = server.options_of(name);
    let settled = async {
        let mut connection = PgConnection::connect_with(&options).await?;
        let tables: Option<String> = sqlx::query_scalar(TABLES)
            .fetch_one(&mut connection)
            .await?;
        if let Some(tables) = tables {
            let vacuum = format!("VACUUM (ANALYZE) {tables}");
            connection.execute(AssertSqlSafe(vacuum)).await?;
        }
        connection.close().await?;
        PgConnection::connect_with(&options).await?.close().await
    };
    settled
        .await
        .map_err(|error| PostgresError::of(&error, server))
}

fn lock_of(name: &str) -> i64 {
    let mut hash = Fnv::default();
    name.hash(&mut hash);
    hash.finish().cast_signed()
}
