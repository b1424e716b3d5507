//! The application under test: plain sqlx, on the pool of the module that it stands in.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use futures_util::TryStreamExt;
use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Executor, query, query_scalar};
use tokio::task::JoinSet;

use super::Pool;

/// The tables of the shop.
pub static MIGRATOR: Migrator = sqlx::migrate!("./migrations");

/// Fills the shop: 50 companies of 3 departments each, and 20 books.
pub async fn stock(pool: &Pool) -> sqlx::Result<()> {
    for statement in [
        "INSERT INTO company WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)
         SELECT i, 'company ' || i FROM n",
        "INSERT INTO department WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3)
         SELECT 3 * (company.id - 1) + n.i, company.id, 'department ' || n.i FROM company, n",
        "INSERT INTO book WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20)
         SELECT i, 'book ' || i FROM n",
    ] {
        query(statement).execute(pool).await?;
    }
    Ok(())
}

/// The titles of all books, in one query.
pub async fn titles(pool: &Pool) -> sqlx::Result<Vec<String>> {
    query_scalar("SELECT title FROM book ORDER BY id")
        .fetch_all(pool)
        .await // at: titles
}

/// The title of a book.
pub async fn title(pool: &Pool, id: i64) -> sqlx::Result<String> {
    query_scalar(super::sql("SELECT title FROM book WHERE id = $1"))
        .bind(id)
        .fetch_one(pool)
        .await // at: title
}

/// The same with the number written into the text.
pub async fn title_by_text(pool: &Pool, id: i64) -> sqlx::Result<String> {
    let text = AssertSqlSafe(format!("SELECT title FROM book WHERE id = {id}"));
    query_scalar(text).fetch_one(pool).await // at: title by text
}

/// The number of books.
pub async fn count(pool: &Pool) -> sqlx::Result<i64> {
    query_scalar("SELECT COUNT(*) FROM book")
        .fetch_one(pool)
        .await // at: count
}

/// The names of the companies and how many departments they have: a query for each of them.
pub async fn companies_one_by_one(pool: &Pool) -> sqlx::Result<Vec<(String, i64)>> {
    let companies: Vec<(i64, String)> = sqlx::query_as("SELECT id, name FROM company ORDER BY id")
        .fetch_all(pool)
        .await?; // at: companies
    let mut counted = Vec::new();
    for (id, name) in companies {
        counted.push((name, departments(pool, id).await?)); // at: one by one
    }
    Ok(counted)
}

async fn departments(pool: &Pool, company: i64) -> sqlx::Result<i64> {
    query_scalar(super::sql(
        "SELECT COUNT(*) FROM department WHERE company_id = $1",
    ))
    .bind(company)
    .fetch_one(pool)
    .await // at: departments
}

/// The titles of the first twenty books, with a query for each of them.
pub async fn page_one_by_one(pool: &Pool) -> sqlx::Result<Vec<String>> {
    let ids: Vec<i64> = query_scalar("SELECT id FROM book ORDER BY id LIMIT 20")
        .fetch_all(pool)
        .await?; // at: page of books
    let mut titles = Vec::new();
    for id in ids {
        titles.push(title(pool, id).await?); // at: one by one of a page
    }
    Ok(titles)
}

/// All titles, in pages of ten books.
pub async fn titles_by_pages(pool: &Pool) -> sqlx::Result<Vec<String>> {
    let mut titles = Vec::new();
    let mut last = 0;
    loop {
        let page: Vec<(i64, String)> = sqlx::query_as(super::sql(
            "SELECT id, title FROM book WHERE id > $1 ORDER BY id LIMIT 10",
        ))
        .bind(last)
        .fetch_all(pool)
        .await?; // at: page after page
        let Some((id, _)) = page.last() else {
            return Ok(titles);
        };
        last = *id;
        titles.extend(page.into_iter().map(|(_, title)| title));
    }
}

/// The same in one query.
pub async fn companies_at_once(pool: &Pool) -> sqlx::Result<Vec<(String, i64)>> {
    sqlx::query_as(
        "SELECT company.name, COUNT(*) FROM company JOIN department ON department.company_id = company.id
         GROUP BY company.id, company.name ORDER BY company.id",
    )
    .fetch_all(pool)
    .await // at: companies at once
}

/// The names of the departments of a company, which has an index.
pub async fn departments_of(pool: &Pool, company: i64) -> sqlx::Result<Vec<String>> {
    query_scalar(super::sql(
        "SELECT name FROM department WHERE company_id = $1 ORDER BY id",
    ))
    .bind(company)
    .fetch_all(pool)
    .await // at: departments of
}

/// The departments of a name, which has no index.
pub async fn departments_by_name(pool: &Pool, name: &str) -> sqlx::Result<Vec<i64>> {
    query_scalar(super::sql(
        "SELECT d.id FROM department d WHERE d.name = $1",
    ))
    .bind(name)
    .fetch_all(pool)
    .await // at: departments by name
}

/// Gives all departments of a name another one.
pub async fn rename_departments(pool: &Pool, name: &str, other: &str) -> sqlx::Result<u64> {
    query(super::sql(
        "UPDATE department SET name = $1 WHERE name = $2",
    ))
    .bind(other)
    .bind(name)
    .execute(pool)
    .await // at: rename departments
    .map(|done| done.rows_affected())
}

/// Adds a book.
pub async fn add(pool: &Pool, id: i64, title: &str) -> sqlx::Result<()> {
    query(super::sql("INSERT INTO book (id, title) VALUES ($1, $2)"))
        .bind(id)
        .bind(title)
        .execute(pool)
        .await?; // at: add
    Ok(())
}

/// Adds a book and looks it up, in a transaction with a savepoint.
pub async fn add_and_look(pool: &Pool, id: i64, title: &str) -> sqlx::Result<String> {
    use sqlx::Acquire;
    let mut transaction = pool.begin().await?;
    query(super::sql("INSERT INTO book (id, title) VALUES ($1, $2)"))
        .bind(id)
        .bind(title)
        .execute(&mut *transaction)
        .await?; // at: add in a transaction
    let mut savepoint = transaction.begin().await?;
    let found = query_scalar(super::sql("SELECT title FROM book WHERE id = $1"))
        .bind(id)
        .fetch_one(&mut *savepoint)
        .await?; // at: look in a savepoint
    savepoint.commit().await?;
    transaction.commit().await?;
    Ok(found)
}

/// Looks a book up `each` times in each of so many tasks at once.
pub async fn titles_by_tasks(pool: &Pool, tasks: i64, each: i64) -> sqlx::Result<()> {
    let mut running: JoinSet<sqlx::Result<()>> = JoinSet::new();
    for task in 0..tasks {
        let pool = pool.clone();
        running.spawn(async move {
            for book in 0..each {
                title(&pool, (task + book) % 20 + 1).await?; // at: in a task
            }
            Ok(())
        });
    }
    while let Some(ended) = running.join_next().await {
        ended.expect("a look-up does not panic")?;
    }
    Ok(())
}

/// Looks a book up in a task that is not waited for any more than it takes.
pub async fn title_by_task(pool: &Pool, id: i64) -> sqlx::Result<String> {
    let pool = pool.clone();
    let task = tokio::spawn(async move { title(&pool, id).await }); // at: spawned
    task.await.expect("a look-up does not panic")
}

/// The first title: all of them are asked for, and the rest is left.
pub async fn first_title(pool: &Pool) -> sqlx::Result<Option<String>> {
    query_scalar("SELECT title FROM book ORDER BY id")
        .fetch(pool)
        .try_next()
        .await // at: first title
}

/// Asks a table that is not there.
pub async fn missing(pool: &Pool) -> sqlx::Result<Vec<String>> {
    query_scalar("SELECT title FROM no_such_table ORDER BY id")
        .fetch_all(pool)
        .await // at: missing
}

/// The shop as a service: `GET /titles` and `GET /companies`.
pub fn router(pool: Pool) -> Router {
    Router::new()
        .route("/titles", get(get_titles))
        .route("/companies", get(get_companies))
        .with_state(pool)
}

async fn get_titles(State(pool): State<Pool>) -> Json<Vec<String>> {
    Json(titles(&pool).await.expect("the shop has books")) // at: route of titles
}

async fn get_companies(State(pool): State<Pool>) -> Json<Vec<(String, i64)>> {
    Json(
        companies_one_by_one(&pool)
            .await
            .expect("the shop has companies"),
    ) // at: route of companies
}

/// A statement of more than a megabyte.
pub async fn megabyte(pool: &Pool) -> sqlx::Result<i64> {
    let numbers: Vec<_> = (100_000..250_000)
        .map(|number| number.to_string())
        .collect();
    let text = AssertSqlSafe(format!(
        "SELECT COUNT(*) FROM (SELECT 1 WHERE 7 IN ({})) few",
        numbers.join(", ")
    ));
    query_scalar(text).fetch_one(pool).await // at: megabyte
}

/// One more book, on a connection or a pool.
pub async fn insert(
    db: impl Executor<'_, Database = super::Database>,
    id: i64,
) -> sqlx::Result<()> {
    query(super::sql(
        "INSERT INTO book (id, title) VALUES ($1, 'a book')",
    ))
    .bind(id)
    .execute(db)
    .await
    .map(drop)
}

/// Two more books, or none.
pub async fn insert_two(pool: &Pool, id: i64) -> sqlx::Result<()> {
    let mut transaction = pool.begin().await?;
    insert(&mut *transaction, 2 * id).await?;
    insert(&mut *transaction, 2 * id + 1).await?;
    transaction.commit().await
}
