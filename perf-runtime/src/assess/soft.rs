//! Soft limits are judged as hard ones are, and then warn.

use crate::options::{NPlusOne, Options};
use crate::verdict::{Finding, Status};

/// The limits within `warn(..)`, as options of their own.
pub(crate) fn options(options: &Options) -> Option<Options> {
    options.warn.map(|soft| Options {
        // It has a warning of its own, outside of `warn(..)`.
        n_plus_one: Some(NPlusOne::Allow),
        verdict: options.verdict,
        ..*soft
    })
}

/// What would fail, or could not be seen, is worth a look; so is a time that was not measured `again` to be sure.
pub(crate) fn soften(finding: Finding, again: bool) -> Finding {
    let status = match finding.status {
        Status::Fail | Status::Blind => Status::Warn,
        Status::Inconclusive if !again => Status::Warn,
        status => status,
    };
    Finding {
        status,
        soft: true,
        ..finding
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_soft_limit_never_fails() {
        for (hard, once, again) in [
            (Status::Ok, Status::Ok, Status::Ok),
            (Status::Warn, Status::Warn, Status::Warn),
            (Status::Fail, Status::Warn, Status::Warn),
            (Status::Blind, Status::Warn, Status::Warn),
            (Status::Inconclusive, Status::Warn, Status::Inconclusive),
        ] {
            for (measured_again, soft) in [(false, once), (true, again)] {
                let finding = Finding::new("max_ms", hard, "5 ms of 3 ms");
                let finding = soften(finding, measured_again);
                assert_eq!((finding.status, finding.soft), (soft, true));
            }
        }
    }
}
