//! N+1 and what is none: a finding would fail these cases.

use perf_runtime::perf;

use super::shop::{self, MIGRATOR, Pool, stock};

#[perf(max_queries = 1, min_queries = 1, n_plus_one = "deny", migrator = MIGRATOR, dataset = stock)]
async fn all_at_once(db: Pool) -> sqlx::Result<()> {
    let companies = shop::companies_at_once(&db).await?;
    assert_eq!(companies.len(), 50);
    assert!(companies.iter().all(|(_, departments)| *departments == 3));
    Ok(())
}

#[perf(max_reads = 51, min_queries = 51, max_repeats = 50, max_rows = 100, n_plus_one = "allow", migrator = MIGRATOR, dataset = stock)]
async fn one_by_one(db: Pool) -> sqlx::Result<()> {
    let companies = shop::companies_one_by_one(&db).await?;
    assert_eq!(companies.len(), 50);
    assert!(companies.iter().all(|(_, departments)| *departments == 3));
    Ok(())
}

#[perf(max_writes = 200, min_queries = 200, max_reads = 0, n_plus_one = "deny", migrator = MIGRATOR)]
async fn writes_are_none(db: Pool) -> sqlx::Result<()> {
    for id in 0..200 {
        shop::add(&db, id, "a").await?;
    }
    Ok(())
}

#[perf(max_queries = 4, min_queries = 4, n_plus_one = "deny", migrator = MIGRATOR, dataset = stock)]
async fn four_are_none(db: Pool) -> sqlx::Result<()> {
    for id in 1..=4 {
        shop::title(&db, id).await?;
    }
    Ok(())
}

#[perf(max_repeats = 1, max_queries = 2, min_queries = 2, migrator = MIGRATOR, dataset = stock)]
async fn two_shapes_that_differ_in_a_column_are_two(db: Pool) -> sqlx::Result<()> {
    for column in ["id", "title"] {
        let text =
            sqlx::AssertSqlSafe(format!("SELECT title FROM book WHERE {column} IS NOT NULL"));
        sqlx::query(text).fetch_all(&db).await?;
    }
    Ok(())
}
