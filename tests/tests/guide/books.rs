//! A bookshop, as one writes it: some of it well, some of it not.

use std::time::Duration;

use sqlx::{FromRow, QueryBuilder, SqlitePool, query, query_as, query_scalar};

/// A book with the name of its author.
#[derive(Debug)]
pub(crate) struct Book {
    pub(crate) title: String,
    pub(crate) author: String,
}

#[derive(Debug, FromRow)]
struct Row {
    title: String,
    author_id: i64,
}

/// All books, with a query for the author of each.
pub(crate) async fn one_by_one(db: &SqlitePool) -> sqlx::Result<Vec<Book>> {
    let rows: Vec<Row> = query_as("SELECT title, author_id FROM book ORDER BY id")
        .fetch_all(db)
        .await?;
    let mut books = Vec::new();
    for row in rows {
        let author = author(db, row.author_id).await?;
        books.push(Book {
            title: row.title,
            author,
        });
    }
    Ok(books)
}

async fn author(db: &SqlitePool, id: i64) -> sqlx::Result<String> {
    query_scalar("SELECT name FROM author WHERE id = ?")
        .bind(id)
        .fetch_one(db)
        .await
}

/// The same in one query.
pub(crate) async fn at_once(db: &SqlitePool) -> sqlx::Result<Vec<Book>> {
    let rows: Vec<(String, String)> = query_as(
        "SELECT book.title, author.name FROM book JOIN author ON author.id = book.author_id ORDER BY book.id",
    )
    .fetch_all(db)
    .await?;
    let book = |(title, author)| Book { title, author };
    Ok(rows.into_iter().map(book).collect())
}

/// What a book costs.
pub(crate) async fn price(db: &SqlitePool, id: i64) -> sqlx::Result<i64> {
    query_scalar("SELECT cents FROM book WHERE id = ?")
        .bind(id)
        .fetch_one(db)
        .await
}

/// The titles of a page, cut out of all titles.
pub(crate) async fn page_of_all(db: &SqlitePool, size: usize) -> sqlx::Result<Vec<String>> {
    let mut titles: Vec<String> = query_scalar("SELECT title FROM book ORDER BY title")
        .fetch_all(db)
        .await?;
    titles.truncate(size);
    Ok(titles)
}

/// The titles of a page.
pub(crate) async fn page(db: &SqlitePool, size: u32) -> sqlx::Result<Vec<String>> {
    query_scalar("SELECT title FROM book ORDER BY title LIMIT ?")
        .bind(size)
        .fetch_all(db)
        .await
}

/// Adds books, each by a statement of its own.
pub(crate) async fn add_each(db: &SqlitePool, titles: &[&str]) -> sqlx::Result<()> {
    for title in titles {
        query("INSERT INTO book (title, isbn, author_id, cents) VALUES (?, ?, 1, 990)")
            .bind(title)
            .bind(title)
            .execute(db)
            .await?;
    }
    Ok(())
}

/// Adds books by one statement.
pub(crate) async fn add_all(db: &SqlitePool, titles: &[&str]) -> sqlx::Result<()> {
    QueryBuilder::new("INSERT INTO book (title, isbn, author_id, cents) ")
        .push_values(titles, |mut row, title| {
            row.push_bind(title).push_bind(title);
            row.push("1").push("990");
        })
        .build()
        .execute(db)
        .await?;
    Ok(())
}

/// The book of a title, which has no index.
pub(crate) async fn by_title(db: &SqlitePool, title: &str) -> sqlx::Result<i64> {
    query_scalar("SELECT id FROM book WHERE title = ?")
        .bind(title)
        .fetch_one(db)
        .await
}

/// The book of an ISBN, which has one.
pub(crate) async fn by_isbn(db: &SqlitePool, isbn: &str) -> sqlx::Result<i64> {
    query_scalar("SELECT id FROM book WHERE isbn = ?")
        .bind(isbn)
        .fetch_one(db)
        .await
}

/// Something that another service knows.
pub(crate) async fn ask_another_service() {
    tokio::time::sleep(Duration::from_millis(60)).await;
}

/// The titles as lines of a file, with a string for each line.
pub(crate) fn export_by_lines(titles: &[String]) -> String {
    titles.iter().map(|title| format!("{title};\n")).collect()
}

/// The titles as lines of a file, in one string.
pub(crate) fn export(titles: &[String]) -> String {
    let length = titles.iter().map(|title| title.len() + 2).sum();
    let mut text = String::with_capacity(length);
    for title in titles {
        text.push_str(title);
        text.push_str(";\n");
    }
    text
}

/// The tables.
pub(crate) const TABLES: &str = "
    CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE book (
        id INTEGER PRIMARY KEY,
        title TEXT NOT NULL,
        isbn TEXT NOT NULL UNIQUE,
        author_id INTEGER NOT NULL REFERENCES author (id),
        cents INTEGER NOT NULL
    );";
