//! For tests that need programs which are not on every machine.

use crate::envs::Envs;

/// Says why a test has nothing to do here; fails it where `PERF_REQUIRE` demands the server.
#[expect(clippy::print_stderr, reason = "libtest knows no skipped tests")]
pub(crate) fn for_want_of(server: &str, reason: &str) {
    assert!(
        !Envs::get().required.iter().any(|name| name == server),
        "{reason}"
    );
    eprintln!("skipped: {reason}");
}
