//! Against a real server.

mod templates;

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

use super::database::PostgresDatabase;
use super::name;
use super::owned::{self, BIRTHMARK};
use super::server::Server;
use crate::database::content::Content;
use crate::database::mark::Mark;
use crate::database::process::Process;
use crate::database::template::Binary;
use crate::database::{identity, seed, skipped};
use crate::fixture::SetUpErrorKind;
use crate::options::{Dataset, Options};

/// A private server; where there is none, there is nothing to test.
async fn private_server() -> Option<Server> {
    match Server::find(None).await {
        Ok(server) => Some(server),
        Err(error) if error.kind == SetUpErrorKind::Skipped => {
            skipped::for_want_of("postgres", &error.message);
            None
        }
        Err(error) => panic!("{}", error.message),
    }
}

/// The server of a URL that differs from the private one's in the user, the password, the database.
fn as_seen_by(server: &Server, user: &str, password: &str, database: &str) -> Server {
    let options: PgConnectOptions = server
        .options_of(database)
        .username(user)
        .password(password);
    Server::of_url(options.to_url_lossy().as_str()).unwrap()
}

/// A database of its own for a test, which is told its URL; nothing where there is no server.
#[cfg(feature = "cli")]
pub(crate) async fn in_a_database(test: impl AsyncFnOnce(String)) {
    let Some(server) = private_server().await else {
        return;
    };
    let database = PostgresDatabase::create_on(server.clone(), "scratch", None)
        .await
        .unwrap();
    test(
        server
            .options_of(database.name())
            .to_url_lossy()
            .to_string(),
    )
    .await;
    database.remove().await.unwrap();
}

async fn run(connection: &mut PgConnection, statement: String) {
    connection.execute(AssertSqlSafe(statement)).await.unwrap();
}

async fn exists(admin: &mut PgConnection, name: &str) -> bool {
    let query = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)");
    query.bind(name).fetch_one(admin).await.unwrap()
}

#[tokio::test]
async fn two_databases_are_apart_and_go_with_their_connections() {
    let Some(server) = private_server().await else {
        return;
    };
    let [a, b] = [
        PostgresDatabase::create_on(server.clone(), "one", None)
            .await
            .unwrap(),
        PostgresDatabase::create_on(server.clone(), "one", None)
            .await
            .unwrap(),
    ];
    for database in [&a, &b] {
        let pool = database.pool.get().await.unwrap();
        pool.execute("CREATE TABLE books (id int)").await.unwrap();
    }
    a.pool
        .get()
        .await
        .unwrap()
        .execute("INSERT INTO books VALUES (1)")
        .await
        .unwrap();
    let count = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM books");
    assert_eq!(
        count.fetch_one(&b.pool.get().await.unwrap()).await.unwrap(),
        0
    );

    // A connection that the application has left open.
    let mut left_open = a.pool.options().connect().await.unwrap();
    for database in [&a, &b] {
        database.remove().await.unwrap();
    }
    assert!(left_open.ping().await.is_err());
    let mut admin = server.connect().await.unwrap();
    for name in [a.name(), b.name()] {
        assert!(!exists(&mut admin, name).await, "{name}");
    }
}

fn template_mark(owner: &Mark, binary: Binary) -> Mark {
    Mark {
        template: Some(binary),
        ..owner.clone()
    }
}

#[tokio::test]
async fn only_what_bears_our_name_and_our_mark_is_dropped() {
    let Some(server) = private_server().await else {
        return;
    };
    let mut admin = server.connect().await.unwrap();
    let over = Process {
        start: "1".to_owned(),
        ..Process::current()
    };
    let orphaned = Mark {
        process: over,
        ..Mark::now()
    };
    let old = Mark {
        host: "elsewhere".to_owned(),
        created: 1,
        ..Mark::now()
    };
    // The processes that made them are over.
    let this_build = Binary::current().unwrap();
    let another_build = Binary {
        build: "0123456789abcdef".to_owned(),
        ..this_build.clone()
    };
    let of_this_build = template_mark(&orphaned, this_build.clone());
    let of_another_build = template_mark(&orphaned, another_build);
    // As if the maker had been killed before it could comment on it.
    let in_birth = name::fresh("in_birth");
    let unmarked = in_birth.replace(&format!("_{}_", Process::current().start), "_1_");
    let unborn = format!("{unmarked}_of_somebody");
    let databases = [
        ("perf_of_somebody", -1, None, false),
        (&*unborn, -1, None, false),
        (
            "perf_with_a_comment",
            BIRTHMARK,
            Some("perf-runtime is nice".to_owned()),
            false,
        ),
        (
            "app_with_a_mark",
            BIRTHMARK,
            Some(orphaned.to_string()),
            false,
        ),
        (&*in_birth, BIRTHMARK, None, false),
        (&*unmarked, BIRTHMARK, None, true),
        (
            "perf_in_use",
            BIRTHMARK,
            Some(Mark::now().to_string()),
            false,
        ),
        ("perf_orphaned", BIRTHMARK, Some(orphaned.to_string()), true),
        ("perf_old", BIRTHMARK, Some(old.to_string()), true),
        (
            "perf_t_a",
            BIRTHMARK,
            Some(of_this_build.to_string()),
            false,
        ),
        (
            "perf_t_b",
            BIRTHMARK,
            Some(of_another_build.to_string()),
            true,
        ),
    ];
    for (name, limit, comment, _) in &databases {
        run(
            &mut admin,
            format!("CREATE DATABASE {name} CONNECTION LIMIT {limit}"),
        )
        .await;
        if let Some(comment) = comment {
            run(
                &mut admin,
                format!("COMMENT ON DATABASE {name} IS '{comment}'"),
            )
            .await;
        }
    }
    // Somebody may still be at work there.
    let in_old = server.options_of("perf_old").connect().await.unwrap();
    owned::drop_left_over(&mut admin).await.unwrap();
    assert!(exists(&mut admin, "perf_old").await);
    in_old.close().await.unwrap();
    // The server notices a moment later.
    let query = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = 'perf_old')";
    while sqlx::query_scalar(query)
        .fetch_one(&mut admin)
        .await
        .unwrap()
    {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }

    owned::drop_left_over(&mut admin).await.unwrap();
    for (name, ..) in &databases[..4] {
        owned::drop(&mut admin, name).await.unwrap();
    }
    for (name, _, _, is_dropped) in databases {
        assert_eq!(!exists(&mut admin, name).await, is_dropped, "{name}");
        run(&mut admin, format!("DROP DATABASE IF EXISTS {name}")).await;
    }
}

#[tokio::test]
async fn a_missing_application_database_does_not_matter() {
    let Some(server) = private_server().await else {
        return;
    };
    let server = as_seen_by(&server, "perf", "", "not_there");
    let database = PostgresDatabase::create_on(server, "a", None)
        .await
        .unwrap();
    database.remove().await.unwrap();
}

#[tokio::test]
async fn a_user_without_rights_is_told_what_to_do() {
    let Some(server) = private_server().await else {
        return;
    };
    let mut admin = server.connect().await.unwrap();
    run(&mut admin, "CREATE ROLE reader LOGIN".to_owned()).await;
    let reader = as_seen_by(&server, "reader", "", "postgres");
    let error = PostgresDatabase::create_on(reader, "a", None)
        .await
        .unwrap_err()
        .to_string();
    run(&mut admin, "DROP ROLE reader".to_owned()).await;
    assert!(
        error.contains("permission denied to create database"),
        "{error}"
    );
    assert!(error.contains("ALTER ROLE .. CREATEDB"), "{error}");
}

#[tokio::test]
async fn a_wrong_password_is_told() {
    let Some(server) = private_server().await else {
        return;
    };
    let mut admin = server.connect().await.unwrap();
    run(
        &mut admin,
        "CREATE ROLE locked LOGIN PASSWORD 'right'".to_owned(),
    )
    .await;
    ask_for_password(&mut admin, "locked").await;
    let wrong = as_seen_by(&server, "locked", "wrong", "postgres")
        .connect()
        .await
        .unwrap_err()
        .to_string();
    let right = as_seen_by(&server, "locked", "right", "postgres")
        .connect()
        .await;
    run(&mut admin, "DROP ROLE locked".to_owned()).await;
    assert!(
        wrong.contains(r#"password authentication failed for user "locked""#),
        "{wrong}"
    );
    assert!(
        wrong.ends_with("mend the user or the password in DATABASE_URL"),
        "{wrong}"
    );
    assert!(!wrong.contains("wrong"), "{wrong}");
    right.unwrap();
}

/// The private server trusts everybody who reaches its socket; from now on not this user.
async fn ask_for_password(admin: &mut PgConnection, user: &str) {
    let file: String = sqlx::query_scalar("SHOW hba_file")
        .fetch_one(&mut *admin)
        .await
        .unwrap();
    let rules = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("local all {user} scram-sha-256\n{rules}")).unwrap();
    let before = "SELECT pg_conf_load_time()::text";
    let before: String = sqlx::query_scalar(before)
        .fetch_one(&mut *admin)
        .await
        .unwrap();
    run(admin, "SELECT pg_reload_conf()".to_owned()).await;
    // The server reads its files a moment later.
    while before
        == sqlx::query_scalar::<_, String>("SELECT pg_conf_load_time()::text")
            .fetch_one(&mut *admin)
            .await
            .unwrap()
    {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told() {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let server = Server::of_url(&format!("postgres://ann:secret@127.0.0.1:{port}/app")).unwrap();
    let error = PostgresDatabase::create_on(server, "a", None)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with(&format!(
            "the Postgres server at 127.0.0.1:{port} cannot be reached"
        )),
        "{error}"
    );
    assert!(
        error.ends_with("start it, mend DATABASE_URL, or unset it to use a private server"),
        "{error}"
    );
}

#[tokio::test]
async fn a_role_that_may_not_have_statements_counted_is_told_so() {
    let Some(server) = private_server().await else {
        return;
    };
    let database = PostgresDatabase::create_on(server.clone(), "counting", None)
        .await
        .unwrap();
    database.count().await;
    assert_eq!(database.obstacle(), None);

    let mut admin = server.connect().await.unwrap();
    let role = format!("counting_{}", std::process::id());
    run(&mut admin, format!("CREATE ROLE {role} LOGIN CREATEDB")).await;
    let seen = as_seen_by(&server, &role, "", "postgres");
    let theirs = PostgresDatabase::create_on(seen, "counting", None)
        .await
        .unwrap();
    theirs.count().await;
    let obstacle = theirs.obstacle().unwrap();
    assert!(
        obstacle.contains("permission denied") && obstacle.contains("unset DATABASE_URL"),
        "{obstacle}"
    );
    theirs.remove().await.unwrap();
    database.remove().await.unwrap();
    run(&mut admin, format!("DROP ROLE {role}")).await;
}
