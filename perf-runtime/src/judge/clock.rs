//! Whether the clock went on while it was measured.
//!
//! Two readings around a body are never the same on a clock that goes by nanoseconds. A clock that a simulation or a
//! debugger has stopped gives 0 for everything, and 0 is within every limit.

use std::time::Duration;

/// Whether every run, of at least one, took no time at all.
pub(crate) fn stood_still(times: impl IntoIterator<Item = Duration>) -> bool {
    let mut times = times.into_iter().peekable();
    times.peek().is_some() && times.all(|time| time.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clock_that_never_moved_stood_still() {
        let (none, some) = (Duration::ZERO, Duration::from_nanos(1));
        for (times, expected) in [
            (&[][..], false),
            (&[none][..], true),
            (&[none, none][..], true),
            (&[none, some][..], false),
            (&[some][..], false),
        ] {
            assert_eq!(stood_still(times.iter().copied()), expected, "{times:?}");
        }
    }
}
