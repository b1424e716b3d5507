use super::*;
use crate::options::Severity;

fn parse(line: &str, envs: &Envs) -> Result<Args, String> {
    Args::parse(line.split_whitespace().map(OsString::from), envs)
        .map_err(|error| error.to_string())
}

type Change = fn(&mut Args);

fn words(line: &str) -> Vec<String> {
    line.split(' ').map(str::to_owned).collect()
}

fn list_tersely(args: &mut Args) {
    args.action = Action::List;
    args.format = Format::Terse;
}

fn only_ignored(args: &mut Args) {
    args.filter.ignored = IgnoredCases::Only;
}

#[test]
fn libtests_options_are_understood() {
    let table: [(&str, Change); 22] = [
        ("", |_| {}),
        ("--test --bench -Z unstable-options -Zfoo", |_| {}),
        // What nextest passes.
        ("--list --format terse", list_tersely),
        ("--list --format terse --ignored", |args| {
            list_tersely(args);
            only_ignored(args);
        }),
        ("--exact a::b --nocapture", |args| {
            args.filter.words = words("a::b");
            args.filter.exact = true;
            args.nocapture = true;
        }),
        ("a b", |args| args.filter.words = words("a b")),
        ("-- --list", |args| args.filter.words = words("--list")),
        ("--skip a --skip=b", |args| args.filter.skip = words("a b")),
        ("--ignored", only_ignored),
        ("--include-ignored", |args| {
            args.filter.ignored = IgnoredCases::Run;
        }),
        ("--full", |args| {
            args.filter.ignored = IgnoredCases::Run;
            args.mode = Mode::Full;
        }),
        ("--quick --ignored", |args| {
            only_ignored(args);
            args.mode = Mode::Quick;
        }),
        ("--category api,web --category=db --tag nightly", |args| {
            args.filter.choice.categories = words("api web db");
            args.filter.choice.tags = words("nightly");
            args.chosen = Chosen::Here;
        }),
        ("--severity high", |args| {
            args.filter.choice.severity = Some(Severity::High);
            args.chosen = Chosen::Here;
        }),
        ("--no-capture", |args| args.nocapture = true),
        ("--show-output", |args| args.show_output = true),
        ("--report-time", |args| args.report_time = true),
        ("-q", |args| args.format = Format::Terse),
        ("--quiet --format=pretty", |_| {}),
        ("--color always", |args| args.color = Color::Always),
        ("--test-threads 3 --test-threads=2", |args| {
            args.threads = NonZeroUsize::new(2);
        }),
        ("--list -h", |args| args.action = Action::Help),
    ];
    for (line, change) in table {
        let mut args = Args::default();
        change(&mut args);
        assert_eq!(parse(line, &Envs::default()), Ok(args), "{line}");
    }
}

#[test]
fn what_is_wrong_is_said_as_libtest_says_it() {
    let table = [
        ("--wat", "Unrecognized option: 'wat'"),
        ("-x", "Unrecognized option: 'x'"),
        (
            "--ignored --include-ignored",
            "the options --include-ignored and --ignored are mutually exclusive",
        ),
        (
            "--ignored --full",
            "the options --include-ignored and --ignored are mutually exclusive",
        ),
        (
            "--quick --full",
            "the options --quick and --full are mutually exclusive",
        ),
        ("--tag", "missing argument for option '--tag'"),
        (
            "--severity hihg",
            "--severity is `hihg`: did you mean `high`?",
        ),
        (
            "--format bogus",
            "argument for --format must be pretty or terse (was bogus)",
        ),
        (
            "--format json",
            "the \"json\" format is not supported by this harness: use pretty or terse",
        ),
        (
            "--color bogus",
            "argument for --color must be auto, always, or never (was bogus)",
        ),
        (
            "--test-threads 0",
            "argument for --test-threads must be a number > 0 (error: number would be zero for non-zero type)",
        ),
        (
            "--test-threads x",
            "argument for --test-threads must be a number > 0 (error: invalid digit found in string)",
        ),
        (
            "--shuffle",
            "the option `--shuffle` of libtest is not supported by this harness",
        ),
        ("--skip", "missing argument for option '--skip'"),
        (
            "--exact=1",
            "unexpected argument for option '--exact': \"1\"",
        ),
    ];
    for (line, message) in table {
        let parsed = parse(line, &Envs::default());
        assert_eq!(parsed, Err(message.to_owned()), "{line}");
    }
}

#[test]
fn the_command_line_goes_before_the_environment() {
    let envs = |threads: &str| Envs {
        test_threads: Some(threads.to_owned()),
        nocapture: true,
        ..Envs::default()
    };
    let args = |threads| Args {
        nocapture: true,
        threads: NonZeroUsize::new(threads),
        ..Args::default()
    };
    assert_eq!(parse("", &envs("3")), Ok(args(3)));
    assert_eq!(parse("--test-threads 2", &envs("3")), Ok(args(2)));
    let refused = "RUST_TEST_THREADS is `0`, should be a positive integer.";
    assert_eq!(parse("", &envs("0")), Err(refused.to_owned()));
}

#[test]
fn what_the_environment_asks_holds_where_the_command_line_says_nothing() {
    let envs = Envs {
        category: Some("api".to_owned()),
        tag: Some("nightly".to_owned()),
        mode: Some("full".to_owned()),
        ..Envs::default()
    };
    let of_envs = |change: fn(&mut Args)| {
        let mut args = Args {
            mode: Mode::Full,
            ..Args::default()
        };
        args.filter.choice.categories = words("api");
        args.filter.choice.tags = words("nightly");
        change(&mut args);
        Ok(args)
    };
    let table: [(&str, Change); 3] = [
        ("", |args| args.filter.ignored = IgnoredCases::Run),
        // As nextest asks; it is no contradiction.
        ("--ignored", only_ignored),
        ("--quick --category db", |args| {
            args.mode = Mode::Quick;
            args.filter.choice.categories = words("db");
            args.chosen = Chosen::Here;
        }),
    ];
    for (line, change) in table {
        assert_eq!(parse(line, &envs), of_envs(change), "{line}");
    }
    let wrong = Envs {
        mode: Some("slow".to_owned()),
        ..Envs::default()
    };
    let refused = "PERF_MODE is `slow`: there is quick, full";
    assert_eq!(parse("", &wrong), Err(refused.to_owned()));
}

#[test]
fn what_is_asked_is_told() {
    let asked = |line| {
        let args = parse(line, &Envs::default());
        args.map(|args| args.asked(12))
    };
    let said = |text: &str| Ok(Some(text.to_owned()));
    assert_eq!(asked("list"), Ok(None));
    assert_eq!(asked("--quick"), said("quick mode"));
    assert_eq!(
        asked("--full --tag nightly --category api"),
        said("full mode; category api, tag nightly: 12 cases left out")
    );
}

#[test]
fn every_option_is_in_the_help() {
    let options = [
        "exact",
        "skip",
        "ignored",
        "include-ignored",
        "quick",
        "full",
        "category",
        "tag",
        "severity",
        "list",
        "test-threads",
        "nocapture",
        "show-output",
        "report-time",
        "report",
        "save-baseline",
        "baseline",
        "format",
        "quiet",
        "color",
        "help",
        "test",
        "bench",
    ];
    for option in options {
        assert!(HELP.contains(&format!("--{option}")), "{option}");
    }
}

#[test]
fn a_baseline_has_a_name() {
    let args = parse("--save-baseline before --baseline after", &Envs::default());
    let said = |word: &str| Some(word.to_owned());
    let expected = Baseline {
        name: said("after"),
        save: said("before"),
    };
    assert_eq!(args.map(|args| args.baseline), Ok(expected));
}

#[test]
#[cfg(feature = "report")]
fn reports_are_asked_for_by_the_command_line_or_else_by_the_environment() {
    let envs = |list: &str| Envs {
        report: Some(list.to_owned()),
        ..Envs::default()
    };
    let reports = |line: &str, envs: &Envs| parse(line, envs).map(|args| args.reports);
    let junit = Wanted::parse("junit").expect("there is such a report");
    let none = Envs::default();
    assert_eq!(reports("", &none), Ok(Wanted::default()));
    assert_eq!(reports("--report junit", &none), Ok(junit.clone()));
    assert_eq!(reports("", &envs("junit")), Ok(junit.clone()));
    assert_eq!(reports("--report junit", &envs("json")), Ok(junit));
    let refused = reports("--report pdf", &none).expect_err("there is none");
    assert!(
        refused.starts_with("there is no report \"pdf\": there are html, json, "),
        "{refused}"
    );
}

#[test]
#[cfg(not(feature = "report"))]
fn reports_need_their_feature() {
    let refused = parse("--report junit", &Envs::default()).expect_err("it is not there");
    assert!(
        refused.contains("the feature `report` of perf-runtime"),
        "{refused}"
    );
}
