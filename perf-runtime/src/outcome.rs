//! What a body gives back.

use std::error::Error;
use std::fmt::Debug;
use std::pin::Pin;

/// A boxed future that may cross threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A boxed future that stays on its thread.
pub type LocalBoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// The result of a body or a dataset: the text of the error, as `#[test]` would print it.
pub type Outcome = Result<(), String>;

/// What an annotated function may return: `()`, or a `Result` with an error that can be shown.
#[diagnostic::on_unimplemented(
    message = "a perf test cannot return `{Self}`",
    label = "return `()` or `Result<(), E>` with `E: Debug`"
)]
pub trait IntoOutcome {
    /// The error's text, if there is one.
    fn into_outcome(self) -> Outcome;
}

impl IntoOutcome for () {
    fn into_outcome(self) -> Outcome {
        Ok(())
    }
}

impl<E: Debug> IntoOutcome for Result<(), E> {
    fn into_outcome(self) -> Outcome {
        self.map_err(|error| format!("{error:?}"))
    }
}

/// The error and what lies behind it. What sqlx says in the error itself already is not repeated.
pub(crate) fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let said = cause.to_string();
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        source = cause.source();
    }
    text
}
