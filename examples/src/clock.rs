//! The time of day.

use std::time::{SystemTime, UNIX_EPOCH};

/// Unix time in seconds, as the databases keep it.
pub(crate) fn unix_now() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
