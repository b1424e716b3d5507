//! A server over HTTP in a process of its own.

use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{ExitCode, Stdio};
use std::time::{Duration, Instant};

use axum::{Router, routing::get};
use tokio::net::TcpListener;

use crate::{Came, Ended, command, run_with};

/// What the process of a server is called.
pub const SERVER: &str = "server";

/// Says to a contender where the server is.
const URL: &str = "PEERS_URL";

/// Where the server of this contender is.
pub fn url() -> String {
    env::var(URL).expect("the parent process says it")
}

/// A server that runs until this is dropped.
#[derive(Debug)]
pub struct Server {
    url: String,
    _process: Ended,
}

impl Server {
    /// Starts this program once more, which must come to [`serve`].
    pub fn start() -> Self {
        let mut process = command(SERVER, &[], &env::temp_dir())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it runs");
        let output = process.stdout.take().expect("it was asked for");
        let mut url = String::new();
        BufReader::new(output)
            .read_line(&mut url)
            .expect("it says its address");
        Self {
            url: url.trim().to_owned(),
            _process: Ended(process),
        }
    }

    /// Runs a contender to its end, which may ask this server.
    pub fn run(&self, contender: &str, arguments: &[&str]) -> Came {
        run_with(contender, arguments, |command| {
            command.env(URL, &self.url);
        })
    }
}

/// Says its address and answers until it is ended. `/` says hello, `/stall` stands still for the last second of every five.
pub fn serve() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let begun = Instant::now();
        let stall = move || async move {
            tokio::time::sleep(left_of_stall(begun.elapsed())).await;
            "hello"
        };
        let routes = Router::new()
            .route("/", get(|| async { "hello" }))
            .route("/stall", get(stall));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        println!("http://{}", listener.local_addr().expect("it is bound"));
        std::io::stdout().flush().expect("somebody reads it");
        axum::serve(listener, routes).await.expect("it serves");
    });
    ExitCode::SUCCESS
}

fn left_of_stall(time: Duration) -> Duration {
    let period = Duration::from_secs(5);
    let within = Duration::from_nanos((time.as_nanos() % period.as_nanos()) as u64);
    if within < Duration::from_secs(4) {
        Duration::ZERO
    } else {
        period - within
    }
}
