//! Dataset functions, and their arguments, which are found by type.

use std::any::TypeId;

use crate::outcome::{BoxFuture, IntoOutcome, Outcome};
use crate::size::{NO_SIZE, Size};

/// What a dataset function may ask for.
#[derive(Debug, Clone)]
pub struct Seeding {
    #[cfg_attr(
        not(any(feature = "sqlite", feature = "postgres", feature = "mysql")),
        expect(dead_code, reason = "no other database is filled")
    )]
    pub(super) pool: SeedPool,
    pub(super) size: Option<Size>,
}

/// The database that a dataset is to fill.
#[derive(Debug, Clone)]
pub(super) enum SeedPool {
    /// A SQLite database.
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::SqlitePool),
    /// A Postgres database.
    #[cfg(feature = "postgres")]
    Postgres(sqlx::PgPool),
    /// A MySQL or MariaDB database.
    #[cfg(feature = "mysql")]
    MySql(sqlx::MySqlPool),
}

#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
impl SeedPool {
    /// The name of the pool's type.
    fn type_name(&self) -> &'static str {
        match *self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => "SqlitePool",
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => "PgPool",
            #[cfg(feature = "mysql")]
            Self::MySql(_) => "MySqlPool",
        }
    }
}

/// What a dataset function may take: a pool, a reference to one, or the [`Size`].
#[diagnostic::on_unimplemented(
    message = "a dataset cannot take `{Self}`",
    label = "take `&SqlitePool`, `&PgPool` or `&MySqlPool`, and `perf_runtime::Size` if it is of several sizes"
)]
pub trait SeedArg<'a>: Sized {
    /// The argument, where the case has it.
    fn of(seeding: &'a Seeding) -> Result<Self, String>;
}

impl SeedArg<'_> for Size {
    fn of(seeding: &Seeding) -> Result<Self, String> {
        seeding.size.ok_or_else(|| NO_SIZE.to_owned())
    }
}

macro_rules! pool_arg {
    ($feature:literal, $variant:ident, $pool:ty, $name:literal) => {
        #[cfg(feature = $feature)]
        impl<'a> SeedArg<'a> for &'a $pool {
            fn of(seeding: &'a Seeding) -> Result<Self, String> {
                #[allow(unreachable_patterns, reason = "with one database only")]
                match &seeding.pool {
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
            fn of(seeding: &'a Seeding) -> Result<Self, String> {
                <&$pool>::of(seeding).cloned()
            }
        }
    };
}

pool_arg!("sqlite", Sqlite, sqlx::SqlitePool, "SqlitePool");
pool_arg!("postgres", Postgres, sqlx::PgPool, "PgPool");
pool_arg!("mysql", MySql, sqlx::MySqlPool, "MySqlPool");

/// A dataset function: async, of one to four [arguments](SeedArg) in any order.
#[diagnostic::on_unimplemented(
    message = "this is not a dataset function",
    label = "a dataset is an `async fn` that takes `&SqlitePool`, `&PgPool` or `&MySqlPool`, may take `perf_runtime::Size`, and \
             returns `()` or a `Result<(), E>`"
)]
pub trait SeedFn<'a, Arguments> {
    /// What it gives back.
    type Future: Future<Output: IntoOutcome> + Send + 'a;

    /// Calls it with what the case has.
    fn call(&self, seeding: &'a Seeding) -> Result<Self::Future, String>;
}

macro_rules! seed_fn {
    ($($argument:ident),+) => {
        impl<'a, F, Fut, $($argument),+> SeedFn<'a, ($($argument,)+)> for F
        where
            F: Fn($($argument),+) -> Fut,
            Fut: Future<Output: IntoOutcome> + Send + 'a,
            $($argument: SeedArg<'a>,)+
        {
            type Future = Fut;

            fn call(&self, seeding: &'a Seeding) -> Result<Fut, String> {
                Ok(self($($argument::of(seeding)?),+))
            }
        }
    };
}

seed_fn!(A);
seed_fn!(A, B);
seed_fn!(A, B, C);
seed_fn!(A, B, C, D);

/// Runs a dataset function. It is no `async fn`: the compiler could not prove its future to be `Send`.
pub fn seed<'a, Arguments, F: SeedFn<'a, Arguments>>(
    function: &F,
    seeding: &'a Seeding,
) -> BoxFuture<'a, Outcome> {
    match function.call(seeding) {
        Ok(seeded) => Box::pin(async { seeded.await.into_outcome() }),
        Err(error) => Box::pin(std::future::ready(Err(error))),
    }
}

/// Tells a function from all others of this binary, in whatever process.
pub fn identity<F: 'static>(_: &F) -> TypeId {
    TypeId::of::<F>()
}
