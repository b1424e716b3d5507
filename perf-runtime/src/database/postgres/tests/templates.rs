//! Databases that are copied from one that was migrated and seeded once.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::PgPool;

use super::*;
use crate::size::Size;

static SEEDED: AtomicU32 = AtomicU32::new(0);

async fn books(db: &PgPool, Size(size): Size) -> sqlx::Result<()> {
    SEEDED.fetch_add(1, Ordering::Relaxed);
    db.execute("CREATE TABLE books (id int PRIMARY KEY)")
        .await?;
    let insert = sqlx::query("INSERT INTO books SELECT generate_series(1, $1)");
    let size = i32::try_from(size).unwrap();
    insert.bind(size).execute(db).await.map(drop)
}

async fn fails(db: &PgPool) -> sqlx::Result<()> {
    db.execute("CREATE TABLE books (id int)").await?;
    db.execute("INSERT INTO boks VALUES (1)").await.map(drop)
}

fn content(dataset: Dataset, size: Option<u64>) -> Content {
    Content::of(&Options {
        dataset: Some(dataset),
        size,
        ..Options::NONE
    })
}

const BOOKS: Dataset = Dataset {
    name: "books",
    identity: || identity(&books),
    seed: |seeding| seed(&books, seeding),
};

const FAILS: Dataset = Dataset {
    name: "fails",
    identity: || identity(&fails),
    seed: |seeding| seed(&fails, seeding),
};

fn template_of(content: &Content) -> String {
    let name = content.template().unwrap().name;
    format!("perf_t_{name}")
}

async fn count(database: &PostgresDatabase) -> i64 {
    let query = sqlx::query_scalar("SELECT count(*) FROM books");
    let pool = database.pool.get().await.unwrap();
    query.fetch_one(&pool).await.unwrap()
}

/// One test, since it counts how often the dataset runs.
#[tokio::test]
async fn a_template_is_filled_once_for_each_size_and_again_where_it_is_gone() {
    let Some(server) = private_server().await else {
        return;
    };
    let mut admin = server.connect().await.unwrap();
    let small = content(BOOKS, Some(3));
    let name = template_of(&small);
    // As a process leaves it that was killed while it filled the template.
    owned::create(&mut admin, &name, None).await.unwrap();

    let create = async |content: &Content| {
        PostgresDatabase::create_from(server.clone(), "a", content)
            .await
            .unwrap()
    };
    let [a, b] = [create(&small).await, create(&small).await];
    assert_eq!(SEEDED.load(Ordering::Relaxed), 1);
    let pool = a.pool.get().await.unwrap();
    pool.execute("DELETE FROM books").await.unwrap();
    assert_eq!((count(&a).await, count(&b).await), (0, 3));

    let large = create(&content(BOOKS, Some(30))).await;
    assert_eq!(
        (count(&large).await, SEEDED.load(Ordering::Relaxed)),
        (30, 2)
    );

    owned::drop(&mut admin, &name).await.unwrap();
    let again = create(&small).await;
    assert_eq!(
        (count(&again).await, SEEDED.load(Ordering::Relaxed)),
        (3, 3)
    );

    // The planner knows how many rows there are.
    let query = sqlx::query_scalar("SELECT reltuples::int FROM pg_class WHERE relname = 'books'");
    let rows: i32 = query
        .fetch_one(&again.pool.get().await.unwrap())
        .await
        .unwrap();
    assert_eq!(rows, 3);

    for database in [a, b, large, again] {
        database.remove().await.unwrap();
    }
    for size in [3, 30] {
        let name = template_of(&content(BOOKS, Some(size)));
        owned::drop(&mut admin, &name).await.unwrap();
    }
}

#[tokio::test]
async fn nothing_is_left_of_a_template_whose_dataset_fails() {
    let Some(server) = private_server().await else {
        return;
    };
    let content = content(FAILS, None);
    let error = PostgresDatabase::create_from(server.clone(), "a", &content)
        .await
        .unwrap_err()
        .message;
    assert!(error.starts_with("the dataset `fails` failed: "), "{error}");
    let mut admin = server.connect().await.unwrap();
    assert!(!exists(&mut admin, &template_of(&content)).await);
}
