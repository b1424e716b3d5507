//! How the rows get into the tables.

use std::borrow::Cow;

use sqlx::{AssertSqlSafe, Database, Encode, QueryBuilder, Type};

use super::counts::Counts;
use super::error::Error;
use super::tables::{FirstIds, Table, tables};
use super::value::Value;
use crate::db::{Db, on};

/// Rows in one statement: 6 columns of so many rows are below SQLite's 32,766 parameters, and more of
/// them gain nothing.
const ROWS_AT_ONCE: usize = 500;

/// What is to be filled in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seeding {
    /// How many rows.
    pub counts: Counts,
    /// What they are: the same seed gives the same rows.
    pub seed: u64,
    /// Whether all rows of these tables are deleted first; the new ones come after the old ones
    /// otherwise.
    pub clear: bool,
}

impl Seeding {
    /// How many rows are inserted into this database.
    pub fn rows(&self, db: &Db) -> i64 {
        tables(db).map(|table| table.count(&self.counts)).sum()
    }

    fn check(&self) -> Result<(), Error> {
        let Counts {
            sessions,
            documents,
            error_logs,
            ..
        } = self.counts;
        if sessions == 0 && documents.max(error_logs) > 0 {
            return Err(Error::NoSession);
        }
        Ok(())
    }
}

/// Inserts the rows in one transaction: all of them or none. `progress` hears how many rows each
/// statement inserted.
///
/// # Errors
/// The schema is missing, or the database fails or refuses.
pub async fn fill(
    db: &Db,
    seeding: &Seeding,
    progress: &mut (dyn FnMut(usize) + Send),
) -> Result<(), Error> {
    seeding.check()?;
    check_schema(db).await?;
    on!(db, pool => {
        let mut transaction = pool.begin().await?;
        if seeding.clear {
            for table in tables(db).rev() {
                sqlx::query(delete(table)).execute(&mut *transaction).await?;
            }
        }
        let mut first = FirstIds::default();
        for table in tables(db) {
            let id = sqlx::query_scalar(next_id(table)).fetch_one(&mut *transaction).await?;
            first.set(table.name, id);
            for rows in chunks(table.rows(&seeding.counts, seeding.seed, &first)) {
                let count = rows.len();
                insert(table, rows).build().execute(&mut *transaction).await?;
                progress(count);
            }
            if matches!(db, Db::Postgres(_)) {
                sqlx::raw_sql(settle(table)).execute(&mut *transaction).await?;
            }
        }
        transaction.commit().await?;
    });
    Ok(())
}

fn chunks<T>(mut rows: impl Iterator<Item = T>) -> impl Iterator<Item = Vec<T>> {
    std::iter::from_fn(move || {
        let chunk: Vec<_> = rows.by_ref().take(ROWS_AT_ONCE).collect();
        (!chunk.is_empty()).then_some(chunk)
    })
}

// The names of tables are of this program, so the statements are as safe as if they were written out.

fn delete(table: &Table) -> AssertSqlSafe<String> {
    AssertSqlSafe(format!("DELETE FROM {}", table.name))
}

fn next_id(table: &Table) -> AssertSqlSafe<String> {
    AssertSqlSafe(format!(
        "SELECT COALESCE(MAX(id), 0) + 1 FROM {}",
        table.name
    ))
}

/// For Postgres: the ids were said, so the sequence does not know of them; nor does the planner of the rows.
fn settle(table: &Table) -> AssertSqlSafe<String> {
    let name = table.name;
    AssertSqlSafe(format!(
        "SELECT setval(pg_get_serial_sequence('{name}', 'id'), MAX(id)) FROM {name}; ANALYZE {name}"
    ))
}

/// `INSERT INTO table (..) VALUES (..), (..)`.
fn insert<DB>(table: &Table, rows: Vec<Vec<Value>>) -> QueryBuilder<DB>
where
    DB: Database<Arguments: Default>,
    i64: for<'q> Encode<'q, DB> + Type<DB>,
    Option<i64>: for<'q> Encode<'q, DB> + Type<DB>,
    Cow<'static, str>: for<'q> Encode<'q, DB> + Type<DB>,
{
    let columns = table.columns.join(", ");
    let mut insert = QueryBuilder::new(format!("INSERT INTO {} ({columns}) ", table.name));
    insert.push_values(rows, |mut row, values| {
        for value in values {
            value.bind(&mut row);
        }
    });
    insert
}

async fn check_schema(db: &Db) -> Result<(), Error> {
    for table in tables(db) {
        let exists: bool = match db {
            Db::Sqlite(pool) => {
                let sql = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1)";
                sqlx::query_scalar(sql)
                    .bind(table.name)
                    .fetch_one(pool)
                    .await?
            }
            Db::Postgres(pool) => {
                let sql = "SELECT to_regclass($1) IS NOT NULL";
                sqlx::query_scalar(sql)
                    .bind(table.name)
                    .fetch_one(pool)
                    .await?
            }
        };
        if !exists {
            return Err(Error::NoTable {
                table: table.name,
                migration: table.migration,
            });
        }
    }
    Ok(())
}
