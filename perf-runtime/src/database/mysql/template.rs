//! Templates of MySQL databases, on the server where the cases have theirs.
//!
//! A template is ready once the mark in its own table says so, which no clone has. Until then the mark is that of the
//! process that makes it.

use std::sync::LazyLock;

use sqlx::mysql::MySqlConnection;
use sqlx::{AssertSqlSafe, Connection};

use super::error::MySqlError;
use super::server::Server;
use super::{copy, name, owned};
use crate::database::content::Content;
use crate::database::mark::Mark;
use crate::database::seed::SeedPool;
use crate::database::template::{Binary, Known};

/// Whether the content can be cloned, by template.
static KNOWN: LazyLock<Known<bool>> = LazyLock::new(Known::new);

/// The table of the mark.
const MARK: &str = "perf_template";

/// How long a process waits for another that fills the template, in seconds.
const PATIENCE: i64 = 300;

/// A template that is ready.
#[derive(Debug, Clone)]
pub(super) struct Template {
    /// The name of the database.
    pub(super) name: String,
    key: String,
}

impl Template {
    /// The template of a content on a server, made if it is not there yet; `None` where there is nothing to put into a
    /// database, or something that is not cloned.
    pub(super) async fn of(content: &Content, server: &Server) -> Result<Option<Self>, String> {
        let Some(wanted) = content.template() else {
            return Ok(None);
        };
        let name = name::of_template(&wanted.name);
        let key = format!("{server} {name}");
        let making = Box::pin(make(&name, wanted.binary, content, server));
        let can_be_cloned = KNOWN.get(&key, making).await?;
        Ok(can_be_cloned.then_some(Self { name, key }))
    }

    /// Makes an empty database like the template.
    pub(super) async fn copy_to(&self, to: &str, server: &Server) -> Result<(), MySqlError> {
        // A connection of its own, whose settings go with it.
        let mut admin = server.connect().await?;
        let copied = copy::tables(&mut admin, &self.name, to, MARK);
        let is_there = server.answer(copied).await?;
        let _ = admin.close().await;
        if is_there {
            return Ok(());
        }
        Err(MySqlError::NoTemplate {
            server: server.to_string(),
        })
    }

    /// It is not there any more: the next case makes it again.
    pub(super) fn forget(&self) {
        KNOWN.forget(&self.key);
    }
}

/// The mark of a template, and `None` where it has none.
pub(super) async fn mark_of(admin: &mut MySqlConnection, name: &str) -> Option<Mark> {
    let query = AssertSqlSafe(format!("SELECT mark FROM `{name}`.{MARK}"));
    let mark: String = sqlx::query_scalar(query).fetch_one(admin).await.ok()?;
    Mark::parse(&mark)
}

/// Waits until nobody else makes this template, and makes it unless it is ready.
async fn make(
    name: &str,
    binary: &Binary,
    content: &Content,
    server: &Server,
) -> Result<bool, String> {
    let told = |error: MySqlError| error.to_string();
    let mut admin = server.connect().await.map_err(told)?;
    // Given back with the connection.
    let lock = sqlx::query_scalar("SELECT GET_LOCK(?, ?)");
    let locked: Option<i64> = lock
        .bind(name)
        .bind(PATIENCE)
        .fetch_one(&mut admin)
        .await
        .map_err(|error| told(MySqlError::of(&error, server)))?;
    if locked != Some(1) {
        return Err(format!(
            "another process has been filling the template `{name}` for {PATIENCE} s"
        ));
    }
    let mark = mark_of(&mut admin, name).await;
    if mark.is_none_or(|mark| mark.template.is_none()) {
        fill(&mut admin, name, binary, content, server).await?;
    }
    let is_of_tables = server.answer(copy::is_of_tables(&mut admin, name)).await;
    let _ = admin.close().await;
    is_of_tables.map_err(told)
}

async fn fill(
    admin: &mut MySqlConnection,
    name: &str,
    binary: &Binary,
    content: &Content,
    server: &Server,
) -> Result<(), String> {
    let told = |error: MySqlError| error.to_string();
    let made = async {
        owned::drop(admin, name).await?;
        owned::create(admin, name).await?;
        owned::run(
            admin,
            format!("CREATE TABLE `{name}`.{MARK} (mark TEXT NOT NULL)"),
        )
        .await?;
        owned::run(admin, format!("INSERT INTO `{name}`.{MARK} VALUES ('')")).await?;
        set_mark(admin, name, &Mark::now()).await
    };
    server.answer(made).await.map_err(told)?;
    let filled = content.fill(server.options_of(name), SeedPool::MySql).await;
    let filled = match filled {
        Ok(()) => {
            let ready = Mark::of_template(binary);
            let marked = server.answer(set_mark(admin, name, &ready)).await;
            marked.map_err(told)
        }
        Err(error) => Err(error),
    };
    if filled.is_err() {
        // The error that counts is the first one.
        let _ = server.answer(owned::drop(admin, name)).await;
    }
    filled
}

async fn set_mark(admin: &mut MySqlConnection, name: &str, mark: &Mark) -> Result<(), sqlx::Error> {
    let update = AssertSqlSafe(format!("UPDATE `{name}`.{MARK} SET mark = ?"));
    let update = sqlx::query(update).bind(mark.to_string());
    update.execute(admin).await.map(|_| ())
}
