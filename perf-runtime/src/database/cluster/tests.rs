//! Against real servers, each with a key of its own that a test can kill.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

#[cfg(feature = "postgres")]
use sqlx::{ConnectOptions, Connection};

use super::*;
use crate::database::skipped;

/// The kinds of servers that there are.
pub(super) const KINDS: &[&Kind] = &[
    #[cfg(feature = "postgres")]
    &postgres::POSTGRES,
    #[cfg(feature = "mysql")]
    &mysql::MYSQL,
];

/// A process whose only work is to be a key; killed at the end of the test at the latest.
struct Key(Child);

impl Key {
    fn new() -> Self {
        Self(Command::new("sleep").arg("600").spawn().unwrap())
    }

    fn process(&self) -> Process {
        Process::with_pid(self.0.id())
    }

    fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The kinds whose programs are here; those whose are not leave the tests of this module nothing to test.
fn kinds_here() -> impl Iterator<Item = &'static Kind> {
    KINDS.iter().copied().filter(|kind| {
        let found = Programs::find(kind, &Places::usual(kind)).is_some();
        if !found {
            let name = if kind.name == "Postgres" {
                "postgres"
            } else {
                "mysql"
            };
            skipped::for_want_of(name, &format!("no programs of {}", kind.name));
        }
        found
    })
}

fn open_for(kind: &'static Kind, key: &Process) -> Cluster {
    open(kind, &Places::usual(kind), key).unwrap()
}

/// The server's process.
fn server_of(folder: &Folder) -> Process {
    folder.server().unwrap()
}

/// Waits for something that comes to pass by itself. The limit is there for a broken build only.
fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(
            begun.elapsed() < Duration::from_mins(1),
            "{what}: not after a minute"
        );
        thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(feature = "postgres")]
async fn ask(cluster: &Cluster, query: &'static str) -> String {
    let mut connection = postgres_options(cluster).connect().await.unwrap();
    let answer = sqlx::query_scalar(query)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    answer
}

#[test]
#[cfg(feature = "postgres")]
fn without_programs_the_places_are_named() {
    let places = Places {
        path: "/nowhere/bin".into(),
        usual: vec!["/nowhere/*/bin".to_owned(), "/none/bin".to_owned()],
    };
    let error = open(&postgres::POSTGRES, &places, &Process::current()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no folder with `initdb`, `pg_ctl` and `postgres` was found in the PATH, /nowhere/*/bin, /none/bin"
    );
}

#[test]
#[cfg(feature = "postgres")]
fn programs_that_do_not_work_are_told_with_what_they_said() {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    for program in ["initdb", "pg_ctl", "postgres"] {
        let path = folder.path().join(program);
        fs::write(
            &path,
            "#!/bin/sh\necho no space left on the moon >&2\nexit 3\n",
        )
        .unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let places = Places {
        path: folder.path().into(),
        usual: Vec::new(),
    };
    let key = Key::new();
    let error = open(&postgres::POSTGRES, &places, &key.process())
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("a private server could not be started: "),
        "{error}"
    );
    assert!(
        error.contains("initdb failed (exit status: 3): no space left on the moon"),
        "{error}"
    );
}

#[tokio::test]
#[cfg(feature = "postgres")]
async fn postgres_has_no_port_and_saves_no_time_for_a_crash() {
    if !kinds_here().any(|kind| kind.name == "Postgres") {
        return;
    }
    let key = Key::new();
    let cluster = open_for(&postgres::POSTGRES, &key.process());
    assert_eq!(ask(&cluster, "SHOW listen_addresses").await, "");
    assert_eq!(ask(&cluster, "SHOW fsync").await, "off");
    assert_eq!(
        ask(&cluster, "SHOW shared_preload_libraries").await,
        "pg_stat_statements, auto_explain"
    );
}

#[tokio::test]
#[cfg(feature = "mysql")]
async fn mysql_has_no_port_and_saves_no_time_for_a_crash() {
    use sqlx::{ConnectOptions, Connection};

    if !kinds_here().any(|kind| kind.name == mysql::MYSQL.name) {
        return;
    }
    let key = Key::new();
    let cluster = open_for(&mysql::MYSQL, &key.process());
    let mut connection = mysql_options(&cluster).connect().await.unwrap();
    let query = "SELECT CAST(@@skip_networking AS SIGNED), \
                 CAST(@@innodb_flush_log_at_trx_commit AS SIGNED), CAST(@@log_bin AS SIGNED)";
    let settings: (i64, i64, i64) = sqlx::query_as(query)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(settings, (1, 0, 0));
    connection.close().await.unwrap();
}

#[test]
fn a_server_is_private_and_goes_with_its_key() {
    for kind in kinds_here() {
        let mut key = Key::new();
        let cluster = open_for(kind, &key.process());
        let data = fs::metadata(cluster.folder.data()).unwrap();
        assert_eq!(data.mode() & 0o777, 0o700);
        // Also where the tests are run by root.
        assert_ne!(data.uid(), 0);

        let server = server_of(&cluster.folder);
        assert!(!server.is_over());
        key.kill();
        wait_until("the server ends", || server.is_over());
        wait_until("the folder is removed", || !cluster.folder.path().exists());
    }
}

#[test]
fn a_start_that_was_cut_off_is_done_again_and_a_dead_server_replaced() {
    for kind in kinds_here() {
        let key = Key::new();
        let cluster = open_for(kind, &key.process());
        let first = server_of(&cluster.folder);
        open_for(kind, &key.process());
        assert_eq!(
            server_of(&cluster.folder),
            first,
            "a server that is there is used"
        );

        // As if the process that started it had been killed just before the end.
        fs::remove_file(cluster.folder.path().join("started")).unwrap();
        open_for(kind, &key.process());
        let second = server_of(&cluster.folder);
        assert!(first.is_over() && !second.is_over());

        Command::new("kill")
            .args(["-KILL", &second.pid.to_string()])
            .status()
            .unwrap();
        wait_until("the server ends", || second.is_over());
        open_for(kind, &key.process());
        assert!(!server_of(&cluster.folder).is_over());
    }
}

#[test]
#[cfg(target_os = "linux")]
fn what_a_killed_keeper_leaves_is_swept_up() {
    for kind in kinds_here() {
        let mut key = Key::new();
        let cluster = open_for(kind, &key.process());
        let server = server_of(&cluster.folder);
        for keeper in keepers_of(&cluster.folder) {
            Command::new("kill")
                .args(["-KILL", &keeper.to_string()])
                .status()
                .unwrap();
            let keeper = Process::with_pid(keeper);
            wait_until("the keeper ends", || keeper.is_over());
        }
        key.kill();
        assert!(!server.is_over());

        // Any next start would do.
        open_for(kind, &Key::new().process());
        wait_until("the server ends", || server.is_over());
        wait_until("the folder is removed", || !cluster.folder.path().exists());
    }
}

/// The keepers of a folder, by their arguments.
#[cfg(target_os = "linux")]
fn keepers_of(folder: &Folder) -> Vec<u32> {
    let pids = fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let arguments =
        |pid: &u32| fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let is_keeper =
        |pid: &u32| arguments(pid).ends_with(&format!("\0{}\0", folder.path().display()));
    let keepers: Vec<u32> = pids.filter(is_keeper).collect();
    assert!(!keepers.is_empty());
    keepers
}

#[cfg(feature = "postgres")]
/// Says to a process that this test starts what it is to do.
const ROLE: &str = "PERF_TEST_ROLE";

#[cfg(feature = "postgres")]
/// How the processes report.
const REPORT: &str = "server of this run: ";

#[test]
#[cfg(feature = "postgres")]
fn processes_of_one_run_share_a_server_that_goes_with_cargo() {
    if !kinds_here().any(|kind| kind.name == "Postgres") {
        return;
    }
    let this = "database::cluster::tests::processes_of_one_run_share_a_server_that_goes_with_cargo";
    let program = std::env::current_exe().unwrap();
    let again = |program: &std::path::Path, role: &str| {
        let mut command = Command::new(program);
        command
            .args(["--exact", this, "--nocapture"])
            .env(ROLE, role)
            .stdout(Stdio::piped());
        command.spawn().unwrap()
    };
    match std::env::var(ROLE).as_deref() {
        Err(_) => {
            let folder = tempfile::tempdir().unwrap();
            symlink(&program, folder.path().join("cargo")).unwrap();
            run_and_kill(again(&folder.path().join("cargo"), "cargo"));
        }
        Ok("cargo") => {
            let tests = ["test", "test"].map(|role| again(&program, role));
            for test in tests {
                let output = test.wait_with_output().unwrap();
                print!("{}", String::from_utf8_lossy(&output.stdout));
            }
            println!("\nboth are done");
            thread::sleep(Duration::from_mins(10));
        }
        Ok(_) => {
            let folder = &postgres().unwrap().folder;
            println!(
                "\n{REPORT}{} {}",
                server_of(folder).pid,
                folder.path().display()
            );
        }
    }
}

#[cfg(feature = "postgres")]
/// Listens to what plays cargo, kills it, and waits for the end of the server.
fn run_and_kill(mut cargo: Child) {
    use std::io::{BufRead, BufReader};

    let lines = BufReader::new(cargo.stdout.take().unwrap())
        .lines()
        .map(Result::unwrap);
    let lines: Vec<_> = lines.take_while(|line| line != "both are done").collect();
    let reports: Vec<_> = lines
        .iter()
        .filter_map(|line| line.strip_prefix(REPORT))
        .collect();
    assert_eq!(reports.len(), 2, "{lines:#?}");
    assert_eq!(reports[0], reports[1]);
    let (server, folder) = reports[0].split_once(' ').unwrap();
    assert!(
        folder.contains(&format!("-{}-", cargo.id())),
        "{folder} is not cargo's"
    );
    let server = Process::with_pid(server.parse().unwrap());
    assert!(!server.is_over(), "it outlives the processes that used it");

    cargo.kill().unwrap();
    cargo.wait().unwrap();
    wait_until("the server ends", || server.is_over());
    wait_until("the folder is removed", || {
        !std::path::Path::new(folder).exists()
    });
}
