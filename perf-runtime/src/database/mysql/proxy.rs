//! How the application of a case with faults comes to its server: through a proxy.

use std::sync::Arc;

use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};

use crate::faults::Injector;
use crate::faults::proxy::{Protocol, Proxy, Upstream};

/// The socket, in the folder of the proxy.
const NAME: &str = "mysql.sock";

/// A proxy to the server of these options.
pub(super) fn start(
    direct: &MySqlConnectOptions,
    injector: &Arc<Injector>,
) -> Result<Proxy, String> {
    if !matches!(
        direct.get_ssl_mode(),
        MySqlSslMode::Disabled | MySqlSslMode::Preferred
    ) {
        return Err(
            "faults cannot be injected into a connection with TLS: leave `ssl-mode` out of DATABASE_URL, or unset it to \
             use a private server"
                .to_owned(),
        );
    }
    let upstream = match direct.get_socket() {
        Some(path) => Upstream::Socket(path.clone()),
        None => Upstream::Host(direct.get_host().to_owned(), direct.get_port()),
    };
    Proxy::start(Protocol::MySql, NAME, upstream, Arc::clone(injector))
}

/// The same database through the proxy.
pub(super) fn way(direct: &MySqlConnectOptions, proxy: &Proxy) -> MySqlConnectOptions {
    let way = direct.clone().socket(proxy.folder().join(NAME));
    way.ssl_mode(MySqlSslMode::Disabled)
}
