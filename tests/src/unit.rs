//! Unit tests in `src/` are cases too.

use perf_runtime::perf;

use crate::sqlite::{self as shop, MIGRATOR, Pool, stock};

#[perf(max_queries = 1, min_queries = 1, max_rows = 20, migrator = MIGRATOR, dataset = stock)]
async fn titles_are_one_query(db: Pool) -> sqlx::Result<()> {
    assert_eq!(shop::titles(&db).await?.len(), 20);
    Ok(())
}

/// The rows of both are the same.
#[perf(max_queries = 52, min_queries = 52, n_plus_one = "allow", migrator = MIGRATOR, dataset = stock)]
async fn companies_are_the_same_one_by_one_and_at_once(db: Pool) -> sqlx::Result<()> {
    assert_eq!(
        shop::companies_one_by_one(&db).await?,
        shop::companies_at_once(&db).await?
    );
    Ok(())
}

#[test]
#[should_panic(expected = "0 lines of src/shop.rs end in")]
fn a_marker_that_is_not_there_is_no_place() {
    crate::place("src/shop.rs", "nowhere");
}
