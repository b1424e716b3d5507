//! Serves the command center until Ctrl-C.

use anyhow::Context as _;
use command_center::{Config, Db, Passwords, router};
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

    let listener = TcpListener::bind(&config.listen)
        .await
        .with_context(|| format!("cannot listen on {}", config.listen))?;
    tracing::info!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, router(db, Passwords::default()))
        .with_graceful_shutdown(interrupted())
        .await?;
    tracing::info!("stopped");
    Ok(())
}

async fn interrupted() {
    if let Err(error) = tokio::signal::ctrl_c().await {
        tracing::error!("cannot wait for Ctrl-C, so only a kill will stop this: {error}");
        std::future::pending::<()>().await;
    }
}
