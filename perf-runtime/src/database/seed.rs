//! The argument of a dataset function, found by its type.

/// The database that a dataset is to fill.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum SeedPool {
    /// A SQLite database.
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::SqlitePool),
    /// A Postgres database.
    #[cfg(feature = "postgres")]
    Postgres(sqlx::PgPool),
}

impl SeedPool {
    /// The database's name, for messages.
    fn name(&self) -> &'static str {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => "SQLite",
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => "Postgres",
            #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
            _ => unreachable!("there is no variant"),
        }
    }
}

/// What a dataset function may take: a pool, or a reference to one.
#[diagnostic::on_unimplemented(
    message = "a dataset cannot take `{Self}`",
    label = "take `&SqlitePool` or `&PgPool`"
)]
pub trait SeedArg<'a>: Sized {
    /// The pool, where it is of this type.
    fn from_pool(pool: &'a SeedPool) -> Result<Self, String>;
}
