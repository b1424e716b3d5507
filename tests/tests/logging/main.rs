//! An application that logs: `model` runs this once for each filter and each moment of its installation.
//!
//! `LOG_FILE` is where the lines go, `LOG_LEVEL` the filter, and `LOG_WHEN` is `before` all cases or `in the body`.

use std::env;
use std::fs::File;
use std::process::ExitCode;

use tracing::level_filters::LevelFilter;

/// Installs the application's subscriber for the whole process, as applications do.
fn install() {
    let file =
        File::create(env::var("LOG_FILE").expect("LOG_FILE is set")).expect("the file can be made");
    let level: LevelFilter = env::var("LOG_LEVEL")
        .expect("LOG_LEVEL is set")
        .parse()
        .expect("it is a level");
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(file)
        .with_ansi(false)
        .without_time()
        .init();
}

fn install_if(when: &str) {
    if env::var("LOG_WHEN").is_ok_and(|said| said == when) {
        install();
    }
}

macro_rules! case {
    ($database:ident) => {
        mod $database {
            use perf_runtime::perf;
            use perf_tests::$database as shop;
            use tracing::Instrument as _;

            #[perf(max_queries = 3, min_queries = 3, migrator = shop::MIGRATOR, dataset = shop::stock)]
            async fn counts_beside_the_log(db: shop::Pool) -> sqlx::Result<()> {
                super::install_if("in the body");
                tracing::info!(target: "shop", "opens");
                shop::count(&db).await?;
                let request = tracing::info_span!(target: "shop", "request", id = 7);
                shop::titles(&db).instrument(request.clone()).await?;
                let task = tokio::spawn({
                    let db = db.clone();
                    async move { shop::title(&db, 1).await }.instrument(request)
                });
                task.await.expect("the task does not panic")?;
                // Whatever comes late has come.
                db.close().await;
                tracing::info!(target: "shop", "closes");
                Ok(())
            }
        }
    };
}

case!(sqlite);
case!(postgres);

fn main() -> ExitCode {
    install_if("before");
    perf_runtime::main()
}
