//! How the application of a case with faults comes to its server: through a proxy.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sqlx::postgres::{PgConnectOptions, PgSslMode};

use crate::faults::Injector;
use crate::faults::proxy::{Protocol, Proxy, Upstream};

/// A proxy to the server of these options.
pub(super) fn start(direct: &PgConnectOptions, injector: &Arc<Injector>) -> Result<Proxy, String> {
    if !matches!(
        direct.get_ssl_mode(),
        PgSslMode::Disable | PgSslMode::Allow | PgSslMode::Prefer
    ) {
        return Err(
            "faults cannot be injected into a connection with TLS: leave `sslmode` out of DATABASE_URL, or unset it to \
             use a private server"
                .to_owned(),
        );
    }
    let name = file_name(direct);
    Proxy::start(
        Protocol::Postgres,
        &name,
        upstream(direct),
        Arc::clone(injector),
    )
}

/// The same database through the proxy.
pub(super) fn way(direct: &PgConnectOptions, proxy: &Proxy) -> PgConnectOptions {
    let way = direct.clone().socket(proxy.folder());
    way.ssl_mode(PgSslMode::Disable)
}

/// As Postgres names its sockets.
fn file_name(options: &PgConnectOptions) -> String {
    format!(".s.PGSQL.{}", options.get_port())
}

fn upstream(options: &PgConnectOptions) -> Upstream {
    let host = options.get_host();
    let is_folder = host.starts_with('/');
    let socket = options.get_socket().map(PathBuf::as_path);
    match socket.or_else(|| is_folder.then(|| Path::new(host))) {
        Some(folder) => Upstream::Socket(folder.join(file_name(options))),
        None => Upstream::Host(host.to_owned(), options.get_port()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_at_a_socket_or_at_a_host() {
        let options = PgConnectOptions::new_without_pgpass()
            .port(5433)
            .host("db.local");
        let host = Upstream::Host("db.local".to_owned(), 5433);
        assert_eq!(upstream(&options), host);
        let socket = Upstream::Socket("/run/pg/.s.PGSQL.5433".into());
        assert_eq!(upstream(&options.clone().socket("/run/pg")), socket);
        assert_eq!(upstream(&options.host("/run/pg")), socket);
    }
}
