//! Serves the command center until Ctrl-C.

use anyhow::Context as _;
use command_center::{Config, Db, Model, Options, Policy, router, serve};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt().init();
    let config = Config::from_env()?;

    // Not the URL itself, which may hold a password.
    let db = Db::connect(&config.database)
        .await
        .context("cannot open the database of COMMAND_CENTER_DATABASE")?;
    db.migrate().await.context("cannot migrate the database")?;

    let model = match config.model.as_str() {
        "" => None,
        url => Some(Model::at(url, Policy::of_a_model())?),
    };
    let options = Options {
        model,
        ..Options::default()
    };

    let listener = TcpListener::bind(&config.listen)
        .await
        .with_context(|| format!("cannot listen on {}", config.listen))?;
    tracing::info!("listening on http://{}", listener.local_addr()?);
    serve(listener, router(db, options), interrupted()).await?;
    tracing::info!("stopped");
    Ok(())
}

async fn interrupted() {
    if let Err(error) = tokio::signal::ctrl_c().await {
        tracing::error!("cannot wait for Ctrl-C, so only a kill will stop this: {error}");
        std::future::pending::<()>().await;
    }
}
