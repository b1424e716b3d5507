//! How much data a case works on.

use crate::fixture::{Context, Fixture, SetUpError};

/// How much data a case works on, as `size = 1000` says, or each of `sizes = [10, 100, 1000]` in turn;
/// what it counts is up to the dataset.
///
/// A dataset function takes it beside its pool, and a test may take it to compare with:
///
/// ```
/// # use perf_runtime::{Size, perf};
/// # use sqlx::SqlitePool;
/// async fn books(db: &SqlitePool, size: Size) -> sqlx::Result<()> {
///     sqlx::raw_sql("CREATE TABLE books (id INTEGER PRIMARY KEY)").execute(db).await?;
///     for id in 0..size.0 {
///         sqlx::query("INSERT INTO books VALUES (?)").bind(i64::try_from(id).unwrap()).execute(db).await?;
///     }
///     Ok(())
/// }
///
/// #[perf(dataset = books, size = 1000, max_queries = 1)]
/// async fn lists_all_books(db: SqlitePool, size: Size) -> sqlx::Result<()> {
///     let ids: Vec<i64> = sqlx::query_scalar("SELECT id FROM books").fetch_all(&db).await?;
///     assert_eq!(ids.len() as u64, size.0);
///     Ok(())
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Size(pub u64);

/// Why there is no size, and what to write.
pub(crate) const NO_SIZE: &str =
    "the case has no size: write one beside its dataset, such as `size = 1000`";

/// The size that the attribute says.
impl Fixture for Size {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        cx.shared()
            .size()
            .ok_or_else(|| SetUpError::failed(NO_SIZE))
    }
}
