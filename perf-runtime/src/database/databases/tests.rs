//! The databases of a case, made, filled and removed.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{Executor, PgPool, SqlSafeStr, SqlitePool};

use super::*;
use crate::case::{Body, Ignore, ShouldPanic};
use crate::database::{identity, seed, skipped};
use crate::fixture::SetUpErrorKind;
use crate::options::{Dataset, Options};

mod plans;

fn case(options: &Options) -> &'static Case {
    Box::leak(Box::new(Case {
        name: "a_case",
        module: module_path!(),
        file: file!(),
        line: line!(),
        manifest_dir: env!("CARGO_MANIFEST_DIR"),
        package: env!("CARGO_PKG_NAME"),
        ignore: Ignore::No,
        should_panic: ShouldPanic::No,
        options: *options,
        body: Body::Perf(|_| Box::pin(async { Err(SetUpError::failed("it has no body")) })),
    }))
}

/// One table, in SQL that all databases know.
fn books() -> &'static Migrator {
    static BOOKS: LazyLock<Migrator> = LazyLock::new(|| {
        migrator("CREATE TABLE books (id integer PRIMARY KEY, title text NOT NULL)")
    });
    &BOOKS
}

fn broken() -> &'static Migrator {
    static BROKEN: LazyLock<Migrator> =
        LazyLock::new(|| migrator("CREATE TABEL books (id integer)"));
    &BROKEN
}

fn migrator(sql: &'static str) -> Migrator {
    let migration = Migration::new(
        1,
        "books".into(),
        MigrationType::Simple,
        sql.into_sql_str(),
        false,
    );
    Migrator::with_migrations(vec![migration])
}

const INSERT: &str = "INSERT INTO books VALUES (1, 'Dune'), (2, 'Emma')";

async fn two_books(db: &SqlitePool) -> sqlx::Result<()> {
    db.execute(INSERT).await.map(drop)
}

async fn two_books_of_postgres(db: &PgPool) -> sqlx::Result<()> {
    db.execute(INSERT).await.map(drop)
}

macro_rules! dataset {
    ($function:ident) => {
        Some(Dataset {
            name: stringify!($function),
            identity: || identity(&$function),
            seed: |seeding| seed(&$function, seeding),
        })
    };
}

const OF_SQLITE: Options = Options {
    migrator: Some(books),
    dataset: dataset!(two_books),
    ..Options::NONE
};

const OF_POSTGRES: Options = Options {
    dataset: dataset!(two_books_of_postgres),
    ..OF_SQLITE
};

const COUNT: &str = "SELECT count(*) FROM books";

async fn failure_of(options: &Options) -> String {
    let databases = Databases::new(case(options));
    let error = databases.sqlite(None).await.unwrap_err();
    assert_eq!(error.kind, SetUpErrorKind::Failed);
    assert_eq!(databases.close().await, [""; 0]);
    error.message
}

#[tokio::test]
async fn all_fixtures_of_a_case_share_one_database_that_no_other_case_sees() {
    let [one, other] = [
        Databases::new(case(&OF_SQLITE)),
        Databases::new(case(&OF_SQLITE)),
    ];
    let pool = one.sqlite(None).await.unwrap().get().await.unwrap();
    sqlx::query("INSERT INTO books VALUES (3, 'Ulysses')")
        .execute(&pool)
        .await
        .unwrap();

    let options = one.sqlite(None).await.unwrap().options().clone();
    let of_the_application = SqlitePoolOptions::new()
        .connect_with(options)
        .await
        .unwrap();
    for pool in [&pool, &of_the_application] {
        assert_eq!(
            sqlx::query_scalar::<_, i64>(COUNT)
                .fetch_one(pool)
                .await
                .unwrap(),
            3
        );
        let settings =
            "SELECT * FROM pragma_journal_mode, pragma_foreign_keys, pragma_busy_timeout";
        let settings: (String, bool, u32) = sqlx::query_as(settings).fetch_one(pool).await.unwrap();
        assert_eq!(settings, ("wal".to_owned(), true, 5000));
    }
    let of_the_other = other.sqlite(None).await.unwrap().get().await.unwrap();
    assert_eq!(
        sqlx::query_scalar::<_, i64>(COUNT)
            .fetch_one(&of_the_other)
            .await
            .unwrap(),
        2
    );
    assert_eq!(one.engines(), ["sqlite"]);
}

#[tokio::test]
async fn a_closed_database_leaves_no_file_even_if_the_application_still_has_it_open() {
    let databases = Databases::new(case(&OF_SQLITE));
    let way = databases.sqlite(None).await.unwrap();
    let file = way.options().get_filename().to_owned();
    let of_the_application = SqlitePoolOptions::new()
        .connect_with(way.options().clone())
        .await
        .unwrap();
    let ours = way.get().await.unwrap();
    assert!(file.exists());

    assert_eq!(databases.close().await, [""; 0]);
    assert!(ours.is_closed());
    assert!(!file.parent().unwrap().exists());
    of_the_application.close().await;
    assert!(!file.parent().unwrap().exists());
}

#[tokio::test]
async fn a_leaked_connection_is_noted_and_does_not_hold_up_the_end() {
    let databases = Databases::new(case(&Options::NONE));
    let pool = databases.sqlite(None).await.unwrap().get().await.unwrap();
    let leaked = pool.acquire().await.unwrap();
    assert_eq!(
        databases.close().await,
        ["1 of the pool's connections were not given back within 2 s"]
    );
    drop(leaked);
}

#[tokio::test]
async fn the_canary_runs_once_on_each_pool_that_was_handed_out() {
    let databases = Databases::new(case(&OF_SQLITE));
    assert_eq!(databases.canary().await.unwrap(), 0);
    let way = databases.sqlite(None).await.unwrap();
    assert_eq!(
        databases.canary().await.unwrap(),
        0,
        "only the options were"
    );
    way.get().await.unwrap();
    way.get().await.unwrap();
    assert_eq!(databases.canary().await.unwrap(), 1);
}

#[tokio::test]
async fn a_database_is_filled_once_whoever_asks() {
    static SEEDED: AtomicU32 = AtomicU32::new(0);
    async fn counting(_: &SqlitePool) -> Result<(), String> {
        SEEDED.fetch_add(1, Ordering::Relaxed);
        Err("never".to_owned())
    }
    let databases = Databases::new(case(&Options {
        dataset: dataset!(counting),
        ..Options::NONE
    }));
    let (a, b) = tokio::join!(databases.sqlite(None), databases.sqlite(None));
    assert_eq!(
        a.unwrap_err().message,
        "the dataset `counting` failed: \"never\""
    );
    assert_eq!(
        b.unwrap_err().message,
        "the dataset `counting` failed: \"never\""
    );
    assert_eq!(SEEDED.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn what_fails_before_the_body_is_named() {
    fn panicking(_: &SqlitePool) -> std::future::Ready<()> {
        panic!("no books")
    }
    let panics = failure_of(&Options {
        dataset: dataset!(panicking),
        ..Options::NONE
    })
    .await;
    assert_eq!(panics, "the dataset `panicking` panicked: no books");

    let of_another = failure_of(&OF_POSTGRES).await;
    assert_eq!(
        of_another,
        "the dataset `two_books_of_postgres` failed: it takes a `PgPool`, but the case's fixture is a `SqlitePool`"
    );

    let migrations = failure_of(&Options {
        migrator: Some(broken),
        ..Options::NONE
    })
    .await;
    assert!(
        migrations.starts_with("the migrations failed: while executing migration 1: "),
        "{migrations}"
    );
    assert_eq!(
        migrations.matches("syntax error").count(),
        1,
        "{migrations}"
    );
}

#[tokio::test]
async fn postgres_is_filled_handed_out_and_dropped_alike() {
    let databases = Databases::new(case(&OF_POSTGRES));
    let way = match databases.postgres(None).await {
        Ok(way) => way,
        Err(error) if error.kind == SetUpErrorKind::Skipped => {
            return skipped::for_want_of("postgres", &error.message);
        }
        Err(error) => panic!("{}", error.message),
    };
    let pool = way.get().await.unwrap();
    assert_eq!(
        sqlx::query_scalar::<_, i64>(COUNT)
            .fetch_one(&pool)
            .await
            .unwrap(),
        2
    );
    let name: String = sqlx::query_scalar("SELECT current_database()::text")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(way.options().get_database(), Some(&*name));
    assert!(
        name.starts_with("perf_") && name.ends_with("_a_case"),
        "{name}"
    );
    assert_eq!(databases.canary().await.unwrap(), 1);
    assert!(
        databases.engines()[0].starts_with("postgres "),
        "{:?}",
        databases.engines()
    );

    assert_eq!(databases.close().await, [""; 0]);
    let gone = PgPool::connect_with(way.options().clone())
        .await
        .unwrap_err();
    assert_eq!(
        gone.as_database_error().unwrap().code().as_deref(),
        Some("3D000")
    );
}

#[tokio::test]
async fn what_a_postgres_fixture_cannot_be_filled_with_is_named() {
    let databases = Databases::new(case(&OF_SQLITE));
    match databases.postgres(None).await {
        Ok(_) => panic!("its dataset is for SQLite"),
        Err(error) if error.kind == SetUpErrorKind::Skipped => {
            skipped::for_want_of("postgres", &error.message);
        }
        Err(error) => assert_eq!(
            error.message,
            "the dataset `two_books` failed: it takes a `SqlitePool`, but the case's fixture is a `PgPool`"
        ),
    }
}
