//! Against a real server.

mod templates;

use sqlx::mysql::{MySqlConnectOptions, MySqlConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

use super::database::MySqlDatabase;
use super::server::Server;
use super::{name, owned};
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
            skipped::for_want_of("mysql", &error.message);
            None
        }
        Err(error) => panic!("{}", error.message),
    }
}

/// The server of a URL that differs from the private one's in the user, the password, the database.
fn as_seen_by(server: &Server, user: &str, password: &str, database: &str) -> Server {
    let options: MySqlConnectOptions = server
        .options_of(database)
        .username(user)
        .password(password);
    Server::of_url(options.to_url_lossy().as_str()).unwrap()
}

async fn run(connection: &mut MySqlConnection, statement: impl Into<String>) {
    connection
        .execute(AssertSqlSafe(statement.into()))
        .await
        .unwrap();
}

async fn exists(admin: &mut MySqlConnection, name: &str) -> bool {
    let query = "SELECT EXISTS (SELECT 1 FROM information_schema.schemata WHERE schema_name = ?)";
    let query = sqlx::query_scalar(query);
    query.bind(name).fetch_one(admin).await.unwrap()
}

#[tokio::test]
async fn two_databases_are_apart_and_dropped() {
    let Some(server) = private_server().await else {
        return;
    };
    let a = MySqlDatabase::create_on(server.clone(), "one")
        .await
        .unwrap();
    let b = MySqlDatabase::create_on(server.clone(), "one")
        .await
        .unwrap();
    for database in [&a, &b] {
        let pool = database.pool.get().await.unwrap();
        pool.execute("CREATE TABLE books (id int)").await.unwrap();
    }
    let pool = a.pool.get().await.unwrap();
    pool.execute("INSERT INTO books VALUES (1)").await.unwrap();
    let count = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM books");
    let pool = b.pool.get().await.unwrap();
    assert_eq!(count.fetch_one(&pool).await.unwrap(), 0);
    assert!(a.engine().ends_with(", private server"), "{}", a.engine());

    // A connection that the application has left open.
    let _left_open = a.pool.options().connect().await.unwrap();
    let mut admin = server.connect().await.unwrap();
    for database in [&a, &b] {
        database.remove().await.unwrap();
        assert!(!exists(&mut admin, database.name()).await);
    }
}

#[tokio::test]
async fn only_what_bears_our_mark_is_dropped() {
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
        ..name::us()
    };
    let old = Mark {
        host: "elsewhere".to_owned(),
        created: 1,
        ..name::us()
    };
    let young = Mark {
        host: "elsewhere".to_owned(),
        ..name::us()
    };
    let in_use = Mark {
        created: 1,
        ..orphaned.clone()
    };
    let in_use = name::of_mark(&in_use);
    let orphan = name::of_mark(&orphaned);
    let databases = [
        ("perf_of_somebody".to_owned(), false),
        (format!("{orphan}_b"), false),
        (orphan, true),
        (name::of_mark(&old), true),
        (name::of_mark(&young), false),
        (name::fresh("a_case"), false),
        (in_use.clone(), false),
    ];
    for (name, _) in &databases {
        run(&mut admin, format!("CREATE DATABASE `{name}`")).await;
    }
    let user = server.options_of(&in_use).connect().await.unwrap();
    owned::drop_left_over(&mut admin).await.unwrap();
    for name in ["perf_of_somebody", &databases[1].0] {
        owned::drop(&mut admin, name).await.unwrap();
    }
    for (name, is_dropped) in &databases {
        assert_eq!(!exists(&mut admin, name).await, *is_dropped, "{name}");
    }
    user.close().await.unwrap();
    for (name, _) in databases {
        run(&mut admin, format!("DROP DATABASE IF EXISTS `{name}`")).await;
    }
}

#[tokio::test]
async fn a_missing_application_database_does_not_matter() {
    let Some(server) = private_server().await else {
        return;
    };
    let server = as_seen_by(&server, "root", "", "not_there");
    let database = MySqlDatabase::create_on(server, "a").await.unwrap();
    database.remove().await.unwrap();
}

#[tokio::test]
async fn a_user_without_rights_or_with_a_wrong_password_is_told_what_to_do() {
    let Some(server) = private_server().await else {
        return;
    };
    let mut admin = server.connect().await.unwrap();
    run(&mut admin, "CREATE USER reader IDENTIFIED BY 'right'").await;
    let reader = as_seen_by(&server, "reader", "right", "mysql");
    let no_rights = MySqlDatabase::create_on(reader, "a").await.unwrap_err();
    let locked = as_seen_by(&server, "reader", "wrong", "mysql");
    let not_let_in = MySqlDatabase::create_on(locked, "a").await.unwrap_err();
    run(&mut admin, "DROP USER reader").await;

    let no_rights = no_rights.to_string();
    assert!(no_rights.contains("Access denied for user"), "{no_rights}");
    assert!(
        no_rights.contains(r"GRANT ALL ON `perf\_%`.* TO .."),
        "{no_rights}"
    );
    let not_let_in = not_let_in.to_string();
    assert!(
        not_let_in.contains("Access denied for user 'reader'"),
        "{not_let_in}"
    );
    assert!(
        not_let_in.ends_with("mend the user or the password in DATABASE_URL"),
        "{not_let_in}"
    );
}

#[tokio::test]
async fn a_user_of_one_connection_is_told_that_there_is_none_left() {
    let Some(server) = private_server().await else {
        return;
    };
    let mut admin = server.connect().await.unwrap();
    run(&mut admin, "CREATE USER single WITH MAX_USER_CONNECTIONS 1").await;
    let single = as_seen_by(&server, "single", "", "mysql");
    let held = single.connect().await.unwrap();
    let full = single.connect().await.map(drop).unwrap_err().to_string();
    held.close().await.unwrap();
    run(&mut admin, "DROP USER single").await;
    assert!(full.contains("has no connection left"), "{full}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told() {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let server = Server::of_url(&format!("mysql://ann:secret@127.0.0.1:{port}/app")).unwrap();
    let error = MySqlDatabase::create_on(server, "a").await.unwrap_err();
    let error = error.to_string();
    assert!(
        error.starts_with(&format!(
            "the MySQL server at 127.0.0.1:{port} cannot be reached"
        )),
        "{error}"
    );
    assert!(
        error.ends_with("start it, mend DATABASE_URL, or unset it to use a private server"),
        "{error}"
    );
}
