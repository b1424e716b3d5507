//! A case as it is written in the table.

use super::Status;

/// A case of the model. One of a module that needs a database is there for each of them.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) status: Status,
    pub(super) verdict: &'static str,
    pub(super) budgets: &'static [&'static str],
    pub(super) runs: &'static [u64],
}

impl Case {
    pub(super) const fn budgets(self, budgets: &'static [&'static str]) -> Self {
        Self { budgets, ..self }
    }

    pub(super) const fn runs(self, runs: &'static [u64]) -> Self {
        Self { runs, ..self }
    }

    /// It fails as a test although the case passed, or the other way round.
    pub(super) const fn but(self, verdict: &'static str) -> Self {
        Self { verdict, ..self }
    }
}

/// A case that passes, with one run that makes no query.
pub(super) const fn passes(name: &'static str) -> Case {
    Case {
        name,
        status: Status::Ok,
        verdict: "passed",
        budgets: &[],
        runs: &[0],
    }
}

/// A case that fails, with one run that makes no query.
pub(super) const fn fails(name: &'static str) -> Case {
    Case {
        name,
        status: Status::Failed,
        verdict: "failed",
        budgets: &[],
        runs: &[0],
    }
}

/// A case that is not run and leaves no record.
pub(super) const fn ignored(name: &'static str) -> Case {
    Case {
        name,
        status: Status::Ignored,
        verdict: "",
        budgets: &[],
        runs: &[],
    }
}

/// A case that cannot run here.
pub(super) const fn skipped(name: &'static str) -> Case {
    Case {
        name,
        status: Status::Ok,
        verdict: "skipped",
        budgets: &[],
        runs: &[],
    }
}
