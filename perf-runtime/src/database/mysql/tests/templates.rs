//! Databases that are copied from one that was migrated and seeded once.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::MySqlPool;

use super::*;
use crate::size::Size;

static SEEDED: AtomicU32 = AtomicU32::new(0);

/// With all that a copy can get wrong: a number 0, a generated column, foreign keys against the order of the names.
const TABLES: &str = "
    CREATE TABLE `writers``of books` (
        id INT AUTO_INCREMENT PRIMARY KEY,
        name VARCHAR(20) NOT NULL,
        short VARCHAR(3) AS (LEFT(name, 3)) STORED
    );
    CREATE TABLE books (
        id INT PRIMARY KEY,
        writer INT NOT NULL,
        added TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
        FOREIGN KEY (writer) REFERENCES `writers``of books` (id) ON DELETE CASCADE,
        KEY by_writer (writer, id)
    );
    SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO';
    INSERT INTO `writers``of books` (id, name) VALUES (0, 'Nobody'), (7, 'Ursula')";

async fn books(db: &MySqlPool, Size(size): Size) -> sqlx::Result<()> {
    SEEDED.fetch_add(1, Ordering::Relaxed);
    let mut connection = db.acquire().await?;
    connection.execute(sqlx::raw_sql(TABLES)).await?;
    for id in 0..size {
        let insert = sqlx::query("INSERT INTO books (id, writer) VALUES (?, 7)").bind(id);
        insert.execute(&mut *connection).await?;
    }
    Ok(())
}

async fn with_a_trigger(db: &MySqlPool) -> sqlx::Result<()> {
    db.execute("CREATE TABLE books (id INT PRIMARY KEY, doubled INT)")
        .await?;
    let trigger =
        "CREATE TRIGGER doubles BEFORE INSERT ON books FOR EACH ROW SET NEW.doubled = 2 * NEW.id";
    db.execute(sqlx::raw_sql(trigger)).await?;
    db.execute("INSERT INTO books (id) VALUES (1)")
        .await
        .map(drop)
}

async fn fails(db: &MySqlPool) -> sqlx::Result<()> {
    db.execute("CREATE TABLE books (id INT)").await?;
    db.execute("INSERT INTO boks VALUES (1)").await.map(drop)
}

macro_rules! content {
    ($function:ident, $size:expr) => {
        Content::of(&Options {
            dataset: Some(Dataset {
                name: stringify!($function),
                identity: || identity(&$function),
                seed: |seeding| seed(&$function, seeding),
            }),
            size: $size,
            ..Options::NONE
        })
    };
}

fn template_of(content: &Content) -> String {
    name::of_template(&content.template().unwrap().name)
}

async fn create(server: &Server, content: &Content) -> MySqlDatabase {
    MySqlDatabase::create_from(server.clone(), "a", content)
        .await
        .unwrap()
}

async fn number(database: &MySqlDatabase, query: &'static str) -> i64 {
    let pool = database.pool.get().await.unwrap();
    sqlx::query_scalar(query).fetch_one(&pool).await.unwrap()
}

const COUNT: &str = "SELECT COUNT(*) FROM books";

/// One test, since it counts how often the dataset runs.
#[tokio::test]
async fn a_template_is_filled_once_for_each_size_and_again_where_it_is_gone() {
    let Some(server) = private_server().await else {
        return;
    };
    let mut admin = server.connect().await.unwrap();
    let small = content!(books, Some(3));
    let name = template_of(&small);
    // As a process leaves it that was killed while it filled the template.
    owned::create(&mut admin, &name).await.unwrap();

    let a = create(&server, &small).await;
    let b = create(&server, &small).await;
    assert_eq!(SEEDED.load(Ordering::Relaxed), 1);
    // The foreign key is there, and what it does.
    let pool = a.pool.get().await.unwrap();
    pool.execute("DELETE FROM `writers``of books` WHERE id = 7")
        .await
        .unwrap();
    assert_eq!((number(&a, COUNT).await, number(&b, COUNT).await), (0, 3));
    let writers =
        "SELECT COUNT(*) FROM `writers``of books` WHERE (id, short) IN ((0, 'Nob'), (7, 'Urs'))";
    assert_eq!(number(&b, writers).await, 2);
    let tables = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()";
    assert_eq!(number(&b, tables).await, 2);

    let large = content!(books, Some(30));
    let c = create(&server, &large).await;
    assert_eq!(
        (number(&c, COUNT).await, SEEDED.load(Ordering::Relaxed)),
        (30, 2)
    );

    owned::drop(&mut admin, &name).await.unwrap();
    let d = create(&server, &small).await;
    assert_eq!(
        (number(&d, COUNT).await, SEEDED.load(Ordering::Relaxed)),
        (3, 3)
    );

    for database in [a, b, c, d] {
        database.remove().await.unwrap();
    }
    for content in [small, large] {
        owned::drop(&mut admin, &template_of(&content))
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn what_has_more_than_tables_is_filled_for_each_case() {
    let Some(server) = private_server().await else {
        return;
    };
    let content = content!(with_a_trigger, None);
    let database = create(&server, &content).await;
    let pool = database.pool.get().await.unwrap();
    pool.execute("INSERT INTO books (id) VALUES (5)")
        .await
        .unwrap();
    assert_eq!(
        number(&database, "SELECT CAST(SUM(doubled) AS SIGNED) FROM books").await,
        12
    );
    database.remove().await.unwrap();
    let mut admin = server.connect().await.unwrap();
    owned::drop(&mut admin, &template_of(&content))
        .await
        .unwrap();
}

#[tokio::test]
async fn nothing_is_left_of_a_template_whose_dataset_fails() {
    let Some(server) = private_server().await else {
        return;
    };
    let content = content!(fails, None);
    let created = MySqlDatabase::create_from(server.clone(), "a", &content).await;
    let error = created.unwrap_err().message;
    assert!(error.starts_with("the dataset `fails` failed: "), "{error}");
    let mut admin = server.connect().await.unwrap();
    assert!(!exists(&mut admin, &template_of(&content)).await);
}

#[tokio::test]
async fn templates_of_other_builds_are_swept() {
    let Some(server) = private_server().await else {
        return;
    };
    let mut admin = server.connect().await.unwrap();
    let this = Binary::current().unwrap();
    let other = Binary {
        build: "0123456789abcdef".to_owned(),
        ..this.clone()
    };
    let mut names = Vec::new();
    for (content, mark) in [
        ("this", Some(Mark::of_template(this))),
        ("other", Some(Mark::of_template(&other))),
        ("half", None),
    ] {
        let name = name::of_template(content);
        owned::create(&mut admin, &name).await.unwrap();
        if let Some(mark) = mark {
            run(
                &mut admin,
                format!("CREATE TABLE `{name}`.perf_template AS SELECT '{mark}' AS mark"),
            )
            .await;
        }
        names.push(name);
    }
    owned::drop_left_over(&mut admin).await.unwrap();
    let mut left = Vec::new();
    for name in &names {
        left.push(exists(&mut admin, name).await);
    }
    owned::drop(&mut admin, &names[0]).await.unwrap();
    assert_eq!(left, [true, false, false]);
}
