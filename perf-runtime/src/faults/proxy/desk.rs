//! Where each statement of a connection stops on its way to the server.

use std::sync::{Arc, Mutex};
use std::time::Instant;

use crate::faults::injector::{Hit, Injector};
use crate::probe::class::Class;
use crate::probe::shape::analyze;
use crate::sync::lock;

/// The longest beginning of a message that is looked at: what comes behind it goes through unseen.
pub(super) const LOOKED_AT: usize = 64 * 1024;

/// One connection's way to the injector.
#[derive(Debug)]
pub(super) struct Desk {
    injector: Arc<Injector>,
    /// When the statement was let through whose reply has not come yet.
    begun: Mutex<Option<Instant>>,
}

impl Desk {
    pub(super) fn new(injector: Arc<Injector>) -> Self {
        Self {
            injector,
            begun: Mutex::default(),
        }
    }

    /// Holds a statement for as long as it has to wait; gives back what is to become of it.
    pub(super) async fn stop(&self) -> Hit {
        let decision = self.injector.decide();
        if !decision.delay.is_zero() {
            tokio::time::sleep(decision.delay).await;
        }
        let is_let_through = decision.hit == Hit::Nothing;
        *lock(&self.begun) = is_let_through.then(Instant::now);
        decision.hit
    }

    /// The server says something, for the first time since a statement was let through.
    pub(super) fn replied(&self, is_error: impl FnOnce() -> bool) {
        if let Some(begun) = lock(&self.begun).take()
            && !is_error()
        {
            self.injector.succeeded(begun);
        }
    }
}

/// Whether a text, or the beginning of one, is a statement of the application: no transaction control, and nothing that
/// the driver asks for itself.
pub(super) fn is_statement(sql: &[u8]) -> bool {
    let sql = String::from_utf8_lossy(sql);
    matches!(analyze(&sql).class, Class::Read | Class::Write)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_application_asks_is_a_statement() {
        for (sql, expected) in [
            ("SELECT 1", true),
            ("insert into t values (1)", true),
            ("COPY t FROM STDIN", true),
            ("BEGIN", false),
            ("COMMIT", false),
            ("ROLLBACK TO SAVEPOINT _sqlx_savepoint_1", false),
            ("SET NAMES utf8mb4", false),
            ("UNLISTEN *", false),
        ] {
            assert_eq!(is_statement(sql.as_bytes()), expected, "{sql}");
        }
    }
}
