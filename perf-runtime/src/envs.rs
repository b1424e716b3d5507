//! Every environment variable that is read, once.

use std::env;
use std::path::PathBuf;
use std::sync::OnceLock;

use crate::limits::DEFAULT;

/// What names the branch: of a pull request the one that it comes from, before the one that was made for it.
const BRANCH: [&str; 4] = [
    "GITHUB_HEAD_REF",
    "GITHUB_REF_NAME",
    "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
    "CI_COMMIT_REF_NAME",
];

/// What the environment says.
#[derive(Debug, Clone, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a variable of its own"
)]
pub(crate) struct Envs {
    /// `PERF_INCONCLUSIVE=fail`: an inconclusive time fails the case.
    pub(crate) inconclusive_fails: bool,
    /// `PERF_WARN=fail`: a warning fails the case, and a soft limit is measured as a hard one is.
    pub(crate) warnings_fail: bool,
    /// `PERF_PROFILE`: the profile of `perf.toml` by which times are scaled.
    pub(crate) profile: Option<String>,
    /// `PERF_UPDATE`: what may be written into `perf-baseline.toml`.
    pub(crate) update: Option<String>,
    /// `PERF_BASELINE=main`: the baseline with a name that cases are held to.
    pub(crate) baseline: Option<String>,
    /// `PERF_SAVE_BASELINE=main`: the name under which the run is saved as a baseline.
    pub(crate) save_baseline: Option<String>,
    /// `CI` is set: what is missing in `perf-baseline.toml` fails, and is not added.
    pub(crate) ci: bool,
    /// `PERF_MODE=quick` or `full`: how thoroughly cases run.
    pub(crate) mode: Option<String>,
    /// `PERF_CATEGORY=api,database`: only the cases of these categories.
    pub(crate) category: Option<String>,
    /// `PERF_TAG=nightly`: only the cases with one of these tags.
    pub(crate) tag: Option<String>,
    /// `PERF_SEVERITY=high`: only the cases of this severity, or worse.
    pub(crate) severity: Option<String>,
    /// `PERF_REQUIRE=postgres,mysql`: these must be there, a case that lacks them fails instead of being skipped.
    pub(crate) required: Vec<String>,
    /// `DATABASE_URL`: the server that holds the databases of cases, for the kind of database that it names.
    #[cfg_attr(
        not(any(feature = "postgres", feature = "mysql")),
        expect(dead_code, reason = "no other database has a server")
    )]
    pub(crate) database_url: Option<String>,
    /// `PERF_TEMPLATES=off`: each case fills its own database, where a dataset is not the same each time.
    #[cfg_attr(
        not(any(feature = "sqlite", feature = "postgres", feature = "mysql")),
        expect(dead_code, reason = "no other database is filled")
    )]
    pub(crate) no_templates: bool,
    /// `PERF_DIR`: where records and locks go instead of `target/perf`.
    pub(crate) dir: Option<PathBuf>,
    /// `PERF_REPORT=junit,markdown`: the reports that our own harness makes of its run.
    pub(crate) report: Option<String>,
    /// What GitHub Actions says to the steps of a job.
    #[cfg_attr(
        not(feature = "cli"),
        expect(dead_code, reason = "only `cargo perf` speaks to it")
    )]
    pub(crate) github: GitHub,
    /// `PERF_RUN`, or nextest's id of its run: what the records of one run are filed under.
    pub(crate) run: Option<String>,
    /// `PERF_SHARD=2/4`: this process makes the second of four parts of each load.
    pub(crate) shard: Option<String>,
    /// `PERF_START_AT`: when the load of a shard begins, in seconds since 1970.
    pub(crate) start_at: Option<String>,
    /// `CARGO_PKG_NAME` and `CARGO_MANIFEST_DIR`, as cargo and nextest say them to the tests of a package.
    pub(crate) package: Option<(String, PathBuf)>,
    /// `GITHUB_SHA` or `CI_COMMIT_SHA`: the commit that CI runs the tests of, where there is no repository to ask.
    pub(crate) commit: Option<String>,
    /// The branch, as GitHub and GitLab say it: they check out a commit alone.
    pub(crate) branch: Option<String>,
    /// `PERF_DIRTY`, as `cargo perf run` says it: whether there are changes beside the commit.
    pub(crate) dirty: Option<bool>,
    /// `NO_COLOR` is set to something.
    pub(crate) no_color: bool,
    /// `CLICOLOR_FORCE` or `CARGO_TERM_COLOR=always`: colour even where the output is no terminal.
    pub(crate) force_color: bool,
    /// `TERM=dumb`, or `CI` is set: no line is written over.
    pub(crate) plain_terminal: bool,
    /// `RUST_TEST_THREADS`, as libtest reads it: cases that run at once, where the command line does not say.
    pub(crate) test_threads: Option<String>,
    /// `RUST_TEST_NOCAPTURE`, as libtest reads it: as `--nocapture`.
    pub(crate) nocapture: bool,
    /// `RUST_BACKTRACE` asks for the stack of a panic.
    pub(crate) backtrace: bool,
    /// `NEXTEST=1`: nextest runs each case in a process of its own.
    pub(crate) nextest: bool,
}

/// <https://docs.github.com/en/actions/reference/workflows-and-actions/variables>
#[derive(Debug, Clone, Default)]
#[cfg_attr(
    not(feature = "cli"),
    expect(dead_code, reason = "only `cargo perf` speaks to it")
)]
pub(crate) struct GitHub {
    /// `GITHUB_ACTIONS=true`: lines of the output may mark lines of files.
    pub(crate) is_there: bool,
    /// `GITHUB_STEP_SUMMARY`: the file that is shown as the summary of the step.
    pub(crate) summary: Option<PathBuf>,
    /// `GITHUB_WORKSPACE`: where the repository is, to which the names of files are relative.
    pub(crate) repository: Option<PathBuf>,
}

impl Envs {
    /// The variables of this process, read once.
    pub(crate) fn get() -> &'static Self {
        static ENVS: OnceLock<Envs> = OnceLock::new();
        ENVS.get_or_init(|| {
            Self::from(|name| env::var(name).ok().filter(|value| !value.is_empty()))
        })
    }

    /// The profile of `perf.toml`.
    pub(crate) fn profile(&self) -> &str {
        self.profile.as_deref().unwrap_or(DEFAULT)
    }

    fn from(var: impl Fn(&str) -> Option<String>) -> Self {
        let is_on = |name: &str| var(name).is_some_and(|value| value != "0");
        let says = |name: &str, word: &str| {
            var(name).is_some_and(|value| value.eq_ignore_ascii_case(word))
        };
        let first = |names: &[&str]| names.iter().find_map(|name| var(name));
        Self {
            inconclusive_fails: says("PERF_INCONCLUSIVE", "fail"),
            warnings_fail: says("PERF_WARN", "fail"),
            profile: var("PERF_PROFILE"),
            update: var("PERF_UPDATE").map(|word| word.to_lowercase()),
            baseline: var("PERF_BASELINE"),
            save_baseline: var("PERF_SAVE_BASELINE"),
            ci: is_on("CI") && !says("CI", "false"),
            mode: var("PERF_MODE"),
            category: var("PERF_CATEGORY"),
            tag: var("PERF_TAG"),
            severity: var("PERF_SEVERITY"),
            required: var("PERF_REQUIRE")
                .map(|list| {
                    list.split(',')
                        .map(|word| word.trim().to_lowercase())
                        .collect()
                })
                .unwrap_or_default(),
            database_url: var("DATABASE_URL"),
            no_templates: says("PERF_TEMPLATES", "off"),
            dir: var("PERF_DIR").map(PathBuf::from),
            report: var("PERF_REPORT"),
            github: GitHub {
                is_there: says("GITHUB_ACTIONS", "true"),
                summary: var("GITHUB_STEP_SUMMARY").map(PathBuf::from),
                repository: var("GITHUB_WORKSPACE").map(PathBuf::from),
            },
            run: var("PERF_RUN").or_else(|| var("NEXTEST_RUN_ID")),
            shard: var("PERF_SHARD"),
            start_at: var("PERF_START_AT"),
            package: var("CARGO_PKG_NAME").zip(var("CARGO_MANIFEST_DIR").map(PathBuf::from)),
            commit: first(&["GITHUB_SHA", "CI_COMMIT_SHA"]),
            branch: first(&BRANCH),
            dirty: var("PERF_DIRTY").map(|value| value != "0"),
            no_color: var("NO_COLOR").is_some(),
            force_color: is_on("CLICOLOR_FORCE") || says("CARGO_TERM_COLOR", "always"),
            plain_terminal: says("TERM", "dumb") || is_on("CI"),
            test_threads: var("RUST_TEST_THREADS"),
            nocapture: is_on("RUST_TEST_NOCAPTURE"),
            backtrace: is_on("RUST_BACKTRACE"),
            nextest: is_on("NEXTEST"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[test]
    fn each_variable_is_read() {
        let envs = Envs::from(|name| {
            let value = match name {
                "PERF_INCONCLUSIVE" => "Fail",
                "PERF_WARN" => "fail",
                "PERF_PROFILE" => "ci",
                "PERF_UPDATE" => "All",
                "PERF_BASELINE" => "main",
                "PERF_SAVE_BASELINE" => "mine",
                "CI" | "GITHUB_ACTIONS" => "true",
                "PERF_MODE" => "quick",
                "PERF_CATEGORY" => "api,web",
                "PERF_TAG" => "nightly",
                "PERF_SEVERITY" => "high",
                "PERF_REQUIRE" => "Postgres, mysql",
                "DATABASE_URL" => "postgres://here",
                "PERF_DIR" => "/there",
                "PERF_REPORT" => "junit",
                "GITHUB_STEP_SUMMARY" => "/step.md",
                "GITHUB_WORKSPACE" => "/repository",
                "CARGO_PKG_NAME" => "shop",
                "CARGO_MANIFEST_DIR" => "/shop",
                "NEXTEST_RUN_ID" => "n1",
                "PERF_SHARD" => "2/4",
                "PERF_START_AT" => "1800000000",
                "CARGO_TERM_COLOR" => "always",
                "TERM" => "dumb",
                "RUST_TEST_THREADS" => "3",
                "RUST_TEST_NOCAPTURE" | "NEXTEST" => "1",
                "RUST_BACKTRACE" | "PERF_DIRTY" => "0",
                "CI_COMMIT_SHA" => "1f",
                "GITHUB_REF_NAME" => "3/merge",
                "GITHUB_HEAD_REF" => "topic",
                _ => return None,
            };
            Some(value.to_owned())
        });
        assert!(envs.inconclusive_fails && envs.force_color && !envs.no_color);
        assert!(envs.nocapture && envs.nextest && !envs.backtrace && envs.plain_terminal);
        assert!(envs.warnings_fail && envs.profile() == "ci");
        assert_eq!(Envs::from(|_| None).profile(), "default");
        assert_eq!(envs.update.as_deref(), Some("all"));
        assert_eq!(envs.baseline.as_deref(), Some("main"));
        assert_eq!(envs.save_baseline.as_deref(), Some("mine"));
        assert!(envs.ci && !Envs::from(|name| (name == "CI").then(|| "false".to_owned())).ci);
        assert_eq!(envs.test_threads.as_deref(), Some("3"));
        assert_eq!(envs.required, ["postgres", "mysql"]);
        assert_eq!(envs.database_url.as_deref(), Some("postgres://here"));
        assert_eq!(envs.dir.as_deref(), Some("/there".as_ref()));
        assert_eq!(envs.package, Some(("shop".to_owned(), "/shop".into())));
        assert_eq!(envs.run.as_deref(), Some("n1"));
        assert_eq!(envs.shard.as_deref(), Some("2/4"));
        assert_eq!(envs.start_at.as_deref(), Some("1800000000"));
        let asked = [&envs.mode, &envs.category, &envs.tag, &envs.severity];
        let words = ["quick", "api,web", "nightly", "high"];
        assert_eq!(asked.map(Option::as_deref), words.map(Some));
        assert_eq!(
            (envs.commit.as_deref(), envs.dirty),
            (Some("1f"), Some(false))
        );
        assert_eq!(envs.branch.as_deref(), Some("topic"));
        assert_eq!(envs.report.as_deref(), Some("junit"));
        assert!(envs.github.is_there);
        assert_eq!(envs.github.summary, Some("/step.md".into()));
        assert_eq!(envs.github.repository, Some("/repository".into()));
    }
    #[test]
    fn each_variable_is_in_the_one_table() {
        let documentation = include_str!("lib.rs");
        let names = RefCell::new(Vec::new());
        let _ = Envs::from(|name| {
            names.borrow_mut().push(name.to_owned());
            None
        });
        for name in names.into_inner() {
            let is_there = documentation
                .lines()
                .any(|line| line.starts_with("//! |") && line.contains(&format!("`{name}`")));
            assert!(is_there, "{name} is read, and not in the table of lib.rs");
        }
    }
}
