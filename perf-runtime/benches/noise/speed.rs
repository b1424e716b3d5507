//! Whether a loop of known length, run right before and after a sample, tells that the machine was slower during it.
//!
//! The samples are taken as a case is measured again: each on fresh fixtures, a few in each of many short processes.

use std::env;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use tempfile::TempDir;

use super::busy::BusyLoop;
use super::reference::{NAMES, References};
use super::sched::waited;
use super::slower;

/// Has a process measure a body, and print a line a sample.
pub(crate) const MEASURE: &str = "--measure";

pub(crate) const BODIES: [&str; 2] = ["request", "memory"];

const SAMPLES: u32 = 15;

/// What else runs, one after the other.
const COMPANY: [&[&str]; 4] = [
    &[],
    &["arithmetic", "arithmetic"],
    &["memory"],
    &["compile"],
];

/// A run of a body, and what the loops took before and after.
pub(crate) struct Sample {
    pub(crate) elapsed: Duration,
    pub(crate) waited: Duration,
    pub(crate) before: [Duration; NAMES.len()],
    pub(crate) after: [Duration; NAMES.len()],
}

/// The samples of one process.
pub(crate) struct Process {
    pub(crate) body: &'static str,
    pub(crate) samples: Vec<Sample>,
}

pub(crate) fn of_speed(rounds: u32) {
    let mut processes = Vec::new();
    for round in 1..=rounds {
        eprintln!("round {round} of {rounds}");
        for others in COMPANY {
            let _busy: Vec<_> = others.iter().map(|work| BusyLoop::with(work)).collect();
            processes.extend(BODIES.map(process));
        }
    }
    slower::print(&processes);
}

fn process(body: &'static str) -> Process {
    let mut this = Command::new(env::current_exe().expect("this program"));
    let output = this.args([MEASURE, body]).output().expect("it runs");
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("numbers");
    Process {
        body,
        samples: text.lines().map(Sample::read).collect(),
    }
}

impl Sample {
    fn line(&self) -> String {
        let times = [self.elapsed, self.waited].into_iter();
        let times = times.chain(self.before).chain(self.after);
        let words: Vec<_> = times.map(|time| time.as_nanos().to_string()).collect();
        words.join(" ")
    }

    fn read(line: &str) -> Self {
        let mut times = line
            .split(' ')
            .map(|word| Duration::from_nanos(word.parse().expect("nanoseconds")));
        let mut next = || times.next().expect("a time");
        Self {
            elapsed: next(),
            waited: next(),
            before: NAMES.map(|_| next()),
            after: NAMES.map(|_| next()),
        }
    }
}

/// What such a process does.
pub(crate) fn measure(body: &str) {
    let seeded = seeded();
    let references = References::new();
    for _ in 0..SAMPLES {
        let run = || runtime().block_on(sample(body, &seeded, &references));
        let sample = thread::scope(|scope| scope.spawn(run).join());
        println!("{}", sample.expect("a sample").line());
    }
}

async fn sample(body: &str, seeded: &TempDir, references: &References) -> Sample {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("copy.db");
    fs::copy(seeded.path().join("seeded.db"), &file).expect("a copy");
    let pool = pool(&file).await;
    let before = references.times();
    let waited_before = waited();
    let begun = Instant::now();
    let done = if body == "request" {
        request(&pool).await
    } else {
        super::memory(4);
        Ok(())
    };
    let elapsed = begun.elapsed();
    let waited = waited().saturating_sub(waited_before);
    let after = references.times();
    done.expect("a body that succeeds");
    pool.close().await;
    Sample {
        elapsed,
        waited,
        before,
        after,
    }
}

fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().expect("a runtime")
}

async fn pool(file: &Path) -> SqlitePool {
    let options = SqliteConnectOptions::new().filename(file);
    let pool = SqlitePoolOptions::new().connect_with(options.create_if_missing(true));
    pool.await.expect("a pool")
}

/// A database with entries of several sizes.
fn seeded() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    runtime().block_on(async {
        let pool = pool(&folder.path().join("seeded.db")).await;
        let create = "CREATE TABLE entry (id INTEGER PRIMARY KEY, title TEXT, body TEXT)";
        sqlx::query(create).execute(&pool).await.expect("a table");
        for n in 0..200 {
            sqlx::query("INSERT INTO entry (title, body) VALUES ($1, $2)")
                .bind(format!("Entry {n}"))
                .bind("word ".repeat(n % 40))
                .execute(&pool)
                .await
                .expect("a row");
        }
        pool.close().await;
    });
    folder
}

/// What a service does for a request: it reads rows, and makes text of them.
async fn request(pool: &SqlitePool) -> sqlx::Result<()> {
    let longest = "SELECT id, title, body FROM entry ORDER BY length(body), title LIMIT 30";
    let rows: Vec<(i64, String, String)> = sqlx::query_as(longest).fetch_all(pool).await?;
    black_box(serde_json::json!(rows).to_string());
    Ok(())
}
