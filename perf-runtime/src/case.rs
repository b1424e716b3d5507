//! A registered case: what an attribute emits.

use std::pin::Pin;
use std::task::{self, Poll};

use crate::fixture::{Context, Iteration, SetUpError};
use crate::options::Options;
use crate::outcome::{BoxFuture, LocalBoxFuture, Outcome};

/// One annotated function: its place, its options, and how to run it.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// The function's name as libtest shows it, with `r#`.
    pub name: &'static str,
    /// `module_path!()` of the function.
    pub module: &'static str,
    /// `file!()` of the function.
    pub file: &'static str,
    /// Line of the function's name.
    pub line: u32,
    /// `CARGO_MANIFEST_DIR` of the crate that it is in.
    pub manifest_dir: &'static str,
    /// `CARGO_PKG_NAME` of the crate that it is in.
    pub package: &'static str,
    /// Whether it is `#[ignore]`d, and why.
    pub ignore: Ignore,
    /// Whether the body must panic.
    pub should_panic: ShouldPanic,
    /// The options: as written, and in a case that runs as they hold.
    pub options: Options,
    /// How to run it.
    pub body: Body,
}

/// `#[ignore]` and `#[ignore = "reason"]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ignore {
    /// Not ignored.
    No,
    /// Ignored without a reason.
    Yes,
    /// Ignored, with a reason.
    Because(&'static str),
}

/// `#[should_panic]` and `#[should_panic(expected = "..")]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShouldPanic {
    /// A panic is a failure.
    No,
    /// Any panic will do.
    Yes,
    /// The panic's message must contain this.
    With(&'static str),
}

/// Sets the fixtures up, and gives back how to run the body on them.
#[derive(Debug, Clone, Copy)]
pub enum Body {
    /// `#[perf]`: runs on one task, which need not be `Send`.
    Perf(fn(Context) -> LocalBoxFuture<'static, Result<PerfRun, SetUpError>>),
    /// `#[load]`: each user is a task of its own.
    Load(fn(Context) -> BoxFuture<'static, Result<LoadRun, SetUpError>>),
}

/// One more run of a `#[perf]` body, on the fixtures that were set up.
pub type PerfRun = Box<dyn Fn(&Iteration) -> LocalBoxFuture<'static, Outcome>>;

/// The body of a `#[load]` on the fixtures of one user: one iteration after the other, all in the same
/// place in memory.
pub type LoadRun = Pin<Box<dyn LoadBody>>;

/// What a user does in a load, whatever the type of its future.
pub trait LoadBody: Send {
    /// Begins an iteration. What is left of the one before is dropped.
    fn begin(self: Pin<&mut Self>, iteration: &Iteration);

    /// Polls the iteration that was begun last. Where it comes to its end, nothing of it is left.
    #[expect(
        clippy::box_collection,
        reason = "what is given back is to fit into registers: most polls and most iterations have no error"
    )]
    fn poll(self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<Result<(), Box<String>>>;

    /// Drops what is left of an iteration that did not come to its end.
    fn end(self: Pin<&mut Self>);
}

impl Case {
    /// The crate that it is in: of a test target, its name.
    pub(crate) fn target(&self) -> &'static str {
        self.module.split("::").next().unwrap_or_default()
    }

    /// The name by which libtest knows the case: its path without the crate's name.
    pub fn path(&self) -> String {
        match self.module.split_once("::") {
            Some((_, rest)) => format!("{rest}::{}", self.name),
            None => self.name.to_owned(),
        }
    }
}

/// What `inventory` collects: the attributes submit one of these for each case.
#[derive(Debug)]
pub struct Registered(pub &'static Case);

inventory::collect!(Registered);

/// All cases of this binary, in the order of their paths.
pub(crate) fn all() -> Vec<&'static Case> {
    let mut cases: Vec<_> = inventory::iter::<Registered>
        .into_iter()
        .map(|r| r.0)
        .collect();
    cases.sort_by_key(|case| (case.path(), case.file, case.line));
    cases
}

impl Body {
    /// The attribute that it stands under.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Perf(_) => "perf",
            Self::Load(_) => "load",
        }
    }
}
