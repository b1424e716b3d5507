//! From a call stack to the lines of the application.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::ptr;
use std::sync::{Arc, Mutex, OnceLock};
use std::task::{Context, Poll};

use super::local;
use crate::sync::lock;

/// A line of the application.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Site {
    /// As the compiler names it: relative to the workspace where it lies in it.
    pub(crate) file: String,
    pub(crate) line: u32,
    /// The function's path without its crate.
    pub(crate) function: String,
}

/// Polls a future so that the call stacks taken in it end here: most of a stack is what lies below.
pub(crate) struct Floor<F>(pub(crate) F);

impl<F: Future + Unpin> Future for Floor<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        local::floor(|| Pin::new(&mut self.0).poll(cx))
    }
}

/// The return addresses of this thread, innermost first, as far as the [floor](Floor) and as there is room for; gives back how many
/// there are. Allocates nothing, and so may be called from within the allocator.
pub(super) fn capture(addresses: &mut [usize]) -> usize {
    let floor = local::floor_here();
    let mut depth = 0;
    backtrace::trace(|frame| {
        let Some(address) = addresses.get_mut(depth) else {
            return false;
        };
        *address = frame.ip() as usize;
        depth += 1;
        frame.sp().addr() < floor
    });
    depth
}

/// Looks addresses up, each once in a process.
#[derive(Debug)]
pub(crate) struct Sites {
    /// What relative names in the debug information are relative to.
    root: PathBuf,
}

/// One function at an address; several where some were inlined.
#[derive(Debug, Clone)]
struct Symbol {
    name: String,
    file: Option<PathBuf>,
    line: u32,
}

impl Sites {
    /// `file` is what `file!()` gives in a crate whose folder is `manifest_dir`.
    pub(crate) fn new(manifest_dir: &Path, file: &str) -> Self {
        let root = manifest_dir
            .ancestors()
            .find(|folder| folder.join(file).is_file())
            .unwrap_or(manifest_dir);
        Self {
            root: root.to_owned(),
        }
    }

    /// The lines of the application in a stack, innermost first, up to the line of the test.
    pub(crate) fn of(&self, stack: &[usize]) -> Vec<Site> {
        let mut sites: Vec<Site> = Vec::new();
        for address in stack {
            for symbol in symbols(*address).iter() {
                if is_runner(symbol) {
                    // What lies further out called the test, and not the application.
                    return sites;
                }
                if let Some(site) = self.site(symbol)
                    && sites.last() != Some(&site)
                {
                    sites.push(site);
                }
            }
        }
        sites
    }

    fn site(&self, symbol: &Symbol) -> Option<Site> {
        let file = symbol.file.as_ref()?;
        if !is_application(&symbol.name, file) {
            return None;
        }
        let file = file.strip_prefix(&self.root).unwrap_or(file);
        Some(Site {
            file: file.display().to_string(),
            line: symbol.line,
            function: tidy(&symbol.name),
        })
    }
}

fn symbols(address: usize) -> Arc<[Symbol]> {
    static KNOWN: OnceLock<Mutex<HashMap<usize, Arc<[Symbol]>>>> = OnceLock::new();
    let known = KNOWN.get_or_init(Mutex::default);
    if let Some(symbols) = lock(known).get(&address) {
        return Arc::clone(symbols);
    }
    let mut found = Vec::new();
    backtrace::resolve(ptr::without_provenance_mut(address), |symbol| {
        found.push(Symbol {
            name: symbol
                .name()
                .map(|name| format!("{name:#}"))
                .unwrap_or_default(),
            file: symbol.filename().map(Path::to_owned),
            line: symbol.lineno().unwrap_or(0),
        });
    });
    let found: Arc<[Symbol]> = found.into();
    lock(known).insert(address, Arc::clone(&found));
    found
}

/// Whether the frame is the one in which this crate polls a body.
fn is_runner(symbol: &Symbol) -> bool {
    let folders = [
        concat!(env!("CARGO_MANIFEST_DIR"), "/src/runner/"),
        concat!(env!("CARGO_MANIFEST_DIR"), "/src/load/"),
    ];
    symbol
        .file
        .as_ref()
        .is_some_and(|file| folders.iter().any(|folder| file.starts_with(folder)))
}

/// Crates between the application and its database, wherever their sources lie.
const LEFT_OUT: [&str; 12] = [
    "std",
    "core",
    "alloc",
    "tokio",
    "sqlx",
    "perf_runtime",
    "tracing",
    "futures",
    "backtrace",
    "test",
    "inventory",
    "tower",
];

/// Whether a frame is code that somebody in the user's team can mend.
fn is_application(name: &str, file: &Path) -> bool {
    let file = file.to_string_lossy();
    // Not C, such as the function in which a thread begins.
    if !file.ends_with(".rs") {
        return false;
    }
    if file.starts_with(concat!(env!("CARGO_MANIFEST_DIR"), "/src/")) {
        return false;
    }
    if file.starts_with("/rustc/")
        || file.contains("/registry/src/")
        || file.contains("/git/checkouts/")
        || file.contains("/lib/rustlib/src/")
    {
        return false;
    }
    let krate = name
        .trim_start_matches(['<', '&'])
        .split("::")
        .next()
        .unwrap_or_default();
    !LEFT_OUT.iter().any(|out| {
        krate == *out
            || (*out == "sqlx" && krate.starts_with("sqlx_"))
            || (*out == "futures" && krate.starts_with("futures_"))
    })
}

/// `app::routes::list::{{closure}}` is `routes::list`; nothing where only the closure is known, as in a
/// build with line tables alone.
fn tidy(name: &str) -> String {
    if name.starts_with('<') {
        return name.replace("::{{closure}}", "");
    }
    let named = |part: &&str| !part.starts_with('{') && *part != "_";
    let parts: Vec<_> = name.split("::").filter(named).collect();
    match parts.as_slice() {
        [_, rest @ ..] if !rest.is_empty() => rest.join("::"),
        _ => parts.join("::"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_tidy() {
        for (name, tidied) in [
            ("app::routes::list::{{closure}}", "routes::list"),
            (
                "app::routes::list::{closure#0}::{closure#1}",
                "routes::list",
            ),
            ("app::routes::list::{async_fn#0}", "routes::list"),
            ("{async_fn#0}", ""),
            ("main", "main"),
            ("app::suite::_::lists::{{closure}}", "suite::lists"),
            (
                "<app::Db as app::Store>::list::{{closure}}",
                "<app::Db as app::Store>::list",
            ),
        ] {
            assert_eq!(tidy(name), tidied);
        }
    }

    #[test]
    fn only_the_application_is_shown() {
        for (name, file, shown) in [
            ("app::list", "/home/me/app/src/lib.rs", true),
            (
                "sqlx_core::query::Query::fetch_all",
                "/vendor/sqlx-core/src/query.rs",
                false,
            ),
            (
                "<sqlx_core::query::Query as x>::fetch_all",
                "/vendor/sqlx-core/src/query.rs",
                false,
            ),
            (
                "axum::serve",
                "/home/me/.cargo/registry/src/index/axum/src/serve.rs",
                false,
            ),
            (
                "core::future::poll",
                "/rustc/abc/library/core/src/future.rs",
                false,
            ),
            ("start_thread", "./nptl/pthread_create.c", false),
            // All that a build with line tables alone knows of a function.
            ("{async_fn#0}", "/home/me/app/src/lib.rs", true),
            ("standard::list", "/home/me/standard/src/lib.rs", true),
        ] {
            assert_eq!(is_application(name, Path::new(file)), shown, "{name}");
        }
    }

    #[test]
    fn a_stack_leads_to_this_file() {
        let mut stack = [0; 64];
        let depth = capture(&mut stack);
        assert!(depth > 3);
        let files: Vec<_> = stack[..depth]
            .iter()
            .flat_map(|at| symbols(*at).to_vec())
            .filter_map(|symbol| symbol.file)
            .collect();
        assert!(
            files.iter().any(|file| file.ends_with("src/probe/site.rs")),
            "{files:?}"
        );
    }
}
