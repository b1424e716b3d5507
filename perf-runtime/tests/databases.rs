//! Databases as parameters of annotated functions.
//!
//! Both cases of a pair write the row that the other one writes too, and run side by side: were
//! their databases one, the primary key would refuse the second.

use perf_runtime::{Context, Fixture, SetUpError, perf};

/// One table and one row, in SQL that all databases know.
const TABLE: &str = "CREATE TABLE books (id integer PRIMARY KEY, title text NOT NULL)";
const DUNE: &str = "INSERT INTO books VALUES (1, 'Dune')";
const EMMA: &str = "INSERT INTO books VALUES (2, 'Emma')";
const COUNT: &str = "SELECT count(*) FROM books";

macro_rules! fixtures_of {
    ($database:ident, $pool:ident, $pool_options:ident, $connect_options:ident) => {
        mod $database {
            use sqlx::$database::{$connect_options, $pool, $pool_options};

            use super::*;

            async fn one_book(db: &$pool) -> sqlx::Result<()> {
                sqlx::query(TABLE).execute(db).await?;
                sqlx::query(DUNE).execute(db).await?;
                Ok(())
            }

            async fn count(db: &$pool) -> sqlx::Result<i64> {
                sqlx::query_scalar(COUNT).fetch_one(db).await
            }

            #[perf(max_queries = 2, max_writes = 1, dataset = one_book)]
            async fn a_case_has_a_database_of_its_own(db: $pool) -> sqlx::Result<()> {
                sqlx::query(EMMA).execute(&db).await?;
                assert_eq!(count(&db).await?, 2);
                Ok(())
            }

            #[perf(max_queries = 2, max_writes = 1, dataset = one_book)]
            async fn another_case_has_another(db: $pool) -> sqlx::Result<()> {
                sqlx::query(EMMA).execute(&db).await?;
                assert_eq!(count(&db).await?, 2);
                Ok(())
            }

            #[perf(max_queries = 2, max_writes = 1, dataset = one_book)]
            async fn an_application_opens_its_own_pool(
                options: $connect_options,
            ) -> sqlx::Result<()> {
                let db = $pool_options::new().connect_with(options).await?;
                sqlx::query(EMMA).execute(&db).await?;
                assert_eq!(count(&db).await?, 2);
                Ok(())
            }

            /// A team's own fixture.
            #[derive(Clone)]
            struct Library {
                db: $pool,
            }

            impl Fixture for Library {
                async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
                    let db: $pool = cx.fixture().await?;
                    sqlx::query(EMMA).execute(&db).await?;
                    Ok(Self { db })
                }
            }

            #[perf(max_queries = 3, dataset = one_book)]
            async fn all_parameters_see_one_database(
                library: Library,
                db: $pool,
                options: $connect_options,
            ) -> sqlx::Result<()> {
                let of_the_application = $pool_options::new().connect_with(options).await?;
                for pool in [&library.db, &db, &of_the_application] {
                    assert_eq!(count(pool).await?, 2);
                }
                Ok(())
            }
        }
    };
}

#[cfg(feature = "sqlite")]
fixtures_of!(sqlite, SqlitePool, SqlitePoolOptions, SqliteConnectOptions);
#[cfg(feature = "postgres")]
fixtures_of!(postgres, PgPool, PgPoolOptions, PgConnectOptions);
