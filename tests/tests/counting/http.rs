//! An axum server that is started in the test and called over HTTP: its statements are the case's.

use perf_runtime::perf;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::shop::{self, MIGRATOR, Pool, stock};

/// `GET` over a connection of its own: all that comes back.
async fn get(address: std::net::SocketAddr, path: &str) -> std::io::Result<String> {
    let mut connection = TcpStream::connect(address).await?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n");
    connection.write_all(request.as_bytes()).await?;
    let mut reply = String::new();
    connection.read_to_string(&mut reply).await?;
    Ok(reply)
}

async fn calls_the_server(db: Pool) -> anyhow::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, shop::router(db)).await });
    let (titles, companies) =
        tokio::try_join!(get(address, "/titles"), get(address, "/companies"))?;
    assert!(
        titles.starts_with("HTTP/1.1 200") && titles.contains("\"book 20\""),
        "{titles}"
    );
    assert!(companies.contains("[\"company 50\",3]"), "{companies}");
    Ok(())
}

#[perf(max_queries = 52, min_queries = 52, n_plus_one = "allow", migrator = MIGRATOR, dataset = stock)]
async fn on_one_thread(db: Pool) -> anyhow::Result<()> {
    calls_the_server(db).await
}

#[perf(max_queries = 52, min_queries = 52, n_plus_one = "allow", runtime = "multi_thread", migrator = MIGRATOR, dataset = stock)]
async fn on_several_threads(db: Pool) -> anyhow::Result<()> {
    calls_the_server(db).await
}
