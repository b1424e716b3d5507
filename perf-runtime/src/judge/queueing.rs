//! What a pool can serve, and how long one waits for it.
//!
//! Little's law (J. D. C. Little, "A Proof for the Queuing Formula L = λW", 1961) and the asymptotic bounds that follow
//! from it (E. D. Lazowska and others, "Quantitative System Performance", 1984, chapter 5). They hold for means,
//! whatever the distributions are.

/// Users that share a pool.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Shared {
    pub(crate) users: f64,
    pub(crate) connections: f64,
    /// How long an iteration holds a connection, in milliseconds.
    pub(crate) hold_ms: f64,
    /// What else passes from the beginning of an iteration to that of the user's next one, in milliseconds.
    pub(crate) other_ms: f64,
}

impl Shared {
    /// Iterations a second that the pool can serve at most.
    pub(crate) fn serves(&self) -> f64 {
        1e3 * self.connections / self.hold_ms
    }

    /// Iterations a second that the users would make if there were always a connection.
    pub(crate) fn asked(&self) -> f64 {
        1e3 * self.users / (self.hold_ms + self.other_ms)
    }

    /// Milliseconds that an iteration waits at least: with the pool always in use, a user has its turn every
    /// `users * hold / connections`, and waits for what is left of that.
    pub(crate) fn waits_ms(&self) -> f64 {
        let turn = self.users * self.hold_ms / self.connections;
        (turn - self.hold_ms - self.other_ms).max(0.0)
    }
}

/// How many wait on average, where so many a second wait so long.
pub(crate) fn waiting(per_second: f64, wait_ms: f64) -> f64 {
    per_second * wait_ms / 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_serves_what_its_connections_can() {
        for (users, connections, hold_ms, other_ms, serves, asked, waits_ms) in [
            // Fifty users, five connections, queries of 10 ms.
            (50.0, 5.0, 10.0, 0.0, 500.0, 5000.0, 90.0),
            (50.0, 5.0, 10.2, 0.0, 490.2, 4902.0, 91.8),
            // With work of 40 ms beside the query they come less often.
            (50.0, 5.0, 10.0, 40.0, 500.0, 1000.0, 50.0),
            // As many as there are connections, and fewer: nobody waits.
            (5.0, 5.0, 10.0, 0.0, 500.0, 500.0, 0.0),
            (2.0, 5.0, 10.0, 10.0, 500.0, 100.0, 0.0),
            // At the knee: users = connections * (hold + other) / hold.
            (25.0, 5.0, 10.0, 40.0, 500.0, 500.0, 0.0),
        ] {
            let shared = Shared {
                users,
                connections,
                hold_ms,
                other_ms,
            };
            let figures = [shared.serves(), shared.asked(), shared.waits_ms()];
            for (figure, expected) in figures.into_iter().zip([serves, asked, waits_ms]) {
                assert!((figure - expected).abs() < 0.05, "{shared:?}: {figures:?}");
            }
        }
    }

    #[test]
    fn littles_law() {
        // 45 of 50 wait where 500 a second wait 90 ms.
        assert!((waiting(500.0, 90.0) - 45.0).abs() < 1e-9);
    }
}
