//! The case that the shards are of, as far as their records tell it.

use crate::case::LoadRun;
use crate::case::{Body, Case, Ignore, ShouldPanic};
use crate::fixture::{Context, SetUpError};
use crate::options::Options;
use crate::outcome::BoxFuture;
use crate::store::record::{Record, RecordedFinding};
use crate::verdict::Finding;

/// It lives as long as the process, as cases do.
pub(super) fn of(record: &Record) -> &'static Case {
    let leaked = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
    let (module, name) = match record.name.rsplit_once("::") {
        Some((module, name)) => (format!("{}::{module}", record.target), name),
        None => (record.target.clone(), &*record.name),
    };
    let limits = record.shard.as_ref().map(|sharded| sharded.limits.clone());
    let tags: Vec<_> = record.tags.iter().map(|tag| leaked(tag)).collect();
    Box::leak(Box::new(Case {
        name: leaked(name),
        module: leaked(&module),
        file: leaked(&record.file),
        line: record.line,
        manifest_dir: "",
        package: leaked(&record.package),
        ignore: Ignore::No,
        should_panic: if record.should_panic {
            ShouldPanic::Yes
        } else {
            ShouldPanic::No
        },
        options: Options {
            category: record.category.as_deref().map(leaked),
            severity: Some(record.severity),
            threshold: record.threshold.as_deref().map(leaked),
            tags: tags.leak(),
            ..limits.unwrap_or_default().into_options()
        },
        body: Body::Load(has_run),
    }))
}

/// It is only reported on.
fn has_run(_: Context) -> BoxFuture<'static, Result<LoadRun, SetUpError>> {
    Box::pin(async { Err(SetUpError::failed("the case has run, in its shards")) })
}

/// A finding as a shard wrote it down.
pub(super) fn finding(recorded: &RecordedFinding) -> Finding {
    Finding {
        figure: recorded.figure,
        limit: recorded.limit,
        advice: recorded.advice.clone(),
        soft: recorded.soft,
        ..Finding::new(&*recorded.budget, recorded.status, &*recorded.text)
    }
}
