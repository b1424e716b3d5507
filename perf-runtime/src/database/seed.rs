//! The argument of a dataset function, found by its type.

/// The database that a dataset is to fill.
#[derive(Debug, Clone)]
pub enum SeedPool {
    /// A SQLite database.
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::SqlitePool),
    /// A Postgres database.
    #[cfg(feature = "postgres")]
    Postgres(sqlx::PgPool),
}

#[cfg(any(feature = "sqlite", feature = "postgres"))]
impl SeedPool {
    /// The name of the pool's type.
    fn type_name(&self) -> &'static str {
        match *self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => "SqlitePool",
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => "PgPool",
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

macro_rules! seed_arg {
    ($feature:literal, $variant:ident, $pool:ty, $name:literal) => {
        #[cfg(feature = $feature)]
        impl<'a> SeedArg<'a> for &'a $pool {
            fn from_pool(pool: &'a SeedPool) -> Result<Self, String> {
                #[allow(unreachable_patterns, reason = "with one database only")]
                match pool {
                    SeedPool::$variant(pool) => Ok(pool),
                    other => Err(format!(
                        concat!("it takes a `", $name, "`, but the case's fixture is a `{}`"),
                        other.type_name()
                    )),
                }
            }
        }

        #[cfg(feature = $feature)]
        impl<'a> SeedArg<'a> for $pool {
            fn from_pool(pool: &'a SeedPool) -> Result<Self, String> {
                <&$pool>::from_pool(pool).cloned()
            }
        }
    };
}

seed_arg!("sqlite", Sqlite, sqlx::SqlitePool, "SqlitePool");
seed_arg!("postgres", Postgres, sqlx::PgPool, "PgPool");
