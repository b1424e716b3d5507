//! How a private MariaDB or MySQL is made, started and reached.

use std::ffi::OsString;
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};

use super::command::{LIMIT, tail};
use super::kind::Kind;
use super::start::Launch;
use super::{Cluster, NoCluster};

pub(super) const MYSQL: Kind = Kind {
    name: "MariaDB or MySQL",
    prefix: "perf-my",
    // MariaDB's are apart on most systems: /usr/sbin or /usr/libexec, and /usr/bin.
    programs: &[&["mariadbd", "../bin/mariadb-install-db"], &["mysqld"]],
    usual: &[
        // Debian and Ubuntu, where it is not on everybody's PATH.
        "/usr/sbin",
        // Fedora and RHEL.
        "/usr/libexec",
        // Alpine and Arch.
        "/usr/bin",
        // Homebrew.
        "/opt/homebrew/opt/mariadb*/bin",
        "/usr/local/opt/mariadb*/bin",
        "/opt/homebrew/opt/mysql*/bin",
        "/usr/local/opt/mysql*/bin",
        // From mysql.com.
        "/usr/local/mysql/bin",
    ],
    accounts: &["mysql", "_mysql", "nobody"],
    variables: "MYSQL",
    socket: "mysql.sock",
    pid_file: "server.pid",
    // Its data need not be whole: nobody starts on them again.
    stop: "KILL",
    start,
};

/// The superuser of a private server; who reaches its socket needs no password.
const USER: &str = "root";

/// Data that is thrown away need not survive a crash. What only one of the two knows is `loose`.
const SETTINGS: &[&str] = &[
    "--skip-networking",
    "--skip-name-resolve",
    "--skip-log-bin",
    "--max-connections=300",
    "--performance-schema=OFF",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-flush-method=nosync",
    "--innodb-doublewrite=OFF",
    "--character-set-server=utf8mb4",
    "--default-time-zone=+00:00",
    "--loose-debug-no-sync=ON",
    "--loose-mysqlx=OFF",
];

/// Starts a server and goes: the server is then nobody's child, and leaves nothing to be reaped.
const IN_BACKGROUND: &str = r#"cd "$0" && { "$@" & echo $! >server.pid; }"#;

/// The server of this run, started if no other process of the run has done so. Blocks.
pub(in crate::database) fn mysql() -> Result<&'static Cluster, NoCluster> {
    static CLUSTER: OnceLock<Result<Cluster, NoCluster>> = OnceLock::new();
    CLUSTER
        .get_or_init(|| super::of_this_run(&MYSQL))
        .as_ref()
        .map_err(Clone::clone)
}

/// How its superuser connects.
pub(in crate::database) fn mysql_options(cluster: &Cluster) -> MySqlConnectOptions {
    MySqlConnectOptions::new()
        .socket(cluster.folder.socket())
        .username(USER)
        .ssl_mode(MySqlSslMode::Disabled)
}

fn start(launch: &Launch<'_>) -> Result<(), String> {
    if launch.program("mariadbd").is_file() {
        let how = [
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            "--skip-name-resolve",
            "--innodb-flush-method=nosync",
            "--loose-debug-no-sync=ON",
        ];
        initialize(launch, "../bin/mariadb-install-db", &how)?;
        serve(launch, "mariadbd")
    } else {
        initialize(launch, "mysqld", &["--initialize-insecure"])?;
        serve(launch, "mysqld")
    }
}

fn initialize(launch: &Launch<'_>, program: &str, how: &[&str]) -> Result<(), String> {
    let mut command = launch.command(program);
    command.arg("--no-defaults").args(how);
    launch.run(command.arg(datadir(launch)))
}

fn datadir(launch: &Launch<'_>) -> OsString {
    let mut option = OsString::from("--datadir=");
    option.push(launch.folder.data());
    option
}

fn serve(launch: &Launch<'_>, program: &str) -> Result<(), String> {
    let data = launch.folder.data();
    let mut command = launch.command_at("sh".into());
    command.args(["-c", IN_BACKGROUND]).arg(&data);
    command.arg(launch.program(program)).arg("--no-defaults");
    command.arg(datadir(launch));
    // Relative to the data.
    command.args(["--socket=mysql.sock", "--log-error=server.log"]);
    launch.run(command.args(SETTINGS))?;
    await_start(launch)
}

fn await_start(launch: &Launch<'_>) -> Result<(), String> {
    let server = launch.folder.server();
    let server = server.ok_or("the shell does not say which process it started")?;
    let begun = Instant::now();
    while !launch.folder.is_answering() {
        if server.is_over() || begun.elapsed() > LIMIT {
            let log = launch.folder.server_log();
            return Err(format!("the server did not start: {}", tail(&log)));
        }
        thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}
