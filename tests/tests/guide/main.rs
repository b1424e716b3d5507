//! The examples of the guide: of each limit a test that fails, and the same mended. `docs` compares what they say with what
//! stands in the guide.

mod books;
mod figures;
mod growth;
mod loads;
mod memory;
mod plans;
mod queries;
mod time;

use perf_runtime::Size;
use sqlx::{SqlitePool, query};

/// So many books, each by an author of its own.
async fn shelf(db: &SqlitePool, Size(size): Size) -> sqlx::Result<()> {
    sqlx::raw_sql(books::TABLES).execute(db).await?;
    for number in 1..=size {
        query("INSERT INTO author (name) VALUES ('author ' || ?)")
            .bind(number as i64)
            .execute(db)
            .await?;
        query("INSERT INTO book (title, isbn, author_id, cents) VALUES ('book ' || ?1, '978-' || ?1, ?1, 990)")
            .bind(number as i64)
            .execute(db)
            .await?;
    }
    Ok(())
}

/// A hundred books.
async fn hundred_books(db: &SqlitePool) -> sqlx::Result<()> {
    shelf(db, Size(100)).await
}

fn main() -> std::process::ExitCode {
    perf_runtime::main()
}
