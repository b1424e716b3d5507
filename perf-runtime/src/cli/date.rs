//! Moments as a person reads them.

use chrono::DateTime;

/// `2026-11-21 19:09`, in UTC, of milliseconds since 1970; nothing of what is in no calendar.
pub(super) fn text(unix_ms: u64) -> String {
    i64::try_from(unix_ms)
        .ok()
        .and_then(DateTime::from_timestamp_millis)
        .map(|moment| moment.format("%Y-%m-%d %H:%M").to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_in_utc() {
        for (unix_ms, expected) in [
            (0, "1970-01-01 00:00"),
            (951_782_399_999, "2000-02-28 23:59"),
            (951_782_400_000, "2000-02-29 00:00"),
            (u64::MAX, ""),
        ] {
            assert_eq!(text(unix_ms), expected);
        }
    }
}
