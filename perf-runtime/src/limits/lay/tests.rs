use std::path::Path;

use super::*;
use crate::limits::parse::parse;

const FILE: &str = "\
[limits.list]
max_ms = { baseline = 200, warning = 300, critical = 500 }
max_queries = 3
p95_ms = 250

[limits.load]
min_throughput = 100

[metrics.hit_rate]
better = \"more\"
baseline = 0.9
warning = 0.8
critical = 0.6

[profile.ci]
time = 2

[build.debug]
time = 1.5
";

const PLAIN: Conditions<'_> = Conditions {
    profile: DEFAULT,
    build: "release",
};
const SLOW: Conditions<'_> = Conditions {
    profile: "ci",
    build: "debug",
};

fn file() -> File {
    parse(Path::new("/shop/perf.toml"), FILE).expect("a good file")
}

fn laid(options: &Options, at: Conditions<'_>) -> Options {
    lay(options, "perf", Some(&file()), at)
        .expect("a good file")
        .unwrap_or(*options)
}

fn refused(options: &Options, kind: &'static str, at: Conditions<'_>) -> String {
    lay(options, kind, Some(&file()), at)
        .expect_err("it is refused")
        .to_string()
}

/// `key: origin`, and whether it is soft.
fn origins(options: &Options) -> Vec<(String, bool)> {
    let line = |source: &Source| {
        let origin = source.origin.clone().unwrap_or_default();
        let baseline = source
            .baseline
            .as_ref()
            .map(|baseline| format!("; {baseline}"));
        (
            format!(
                "{}: {origin}{}",
                source.budget,
                baseline.unwrap_or_default()
            ),
            source.soft,
        )
    };
    options.sources.iter().map(line).collect()
}

/// Figures without a limit, and with one.
const OPEN: Metric = Metric {
    name: "hit_rate",
    min: None,
    max: None,
};
const OWN: Metric = Metric {
    max: Some(0.7),
    ..OPEN
};
const UNKNOWN: Metric = Metric {
    name: "hits",
    ..OPEN
};

const NAMED: Options = Options {
    threshold: Some("list"),
    ..Options::NONE
};

#[test]
fn a_named_limit_holds_where_the_attribute_says_nothing() {
    let options = laid(
        &Options {
            max_queries: Some(5),
            ..NAMED
        },
        PLAIN,
    );
    let soft = options.warn.expect("a warning");
    assert_eq!(
        (options.max_ms, options.max_queries),
        (Some(500.0), Some(5))
    );
    assert_eq!((soft.max_ms, soft.max_queries), (Some(300.0), None));
    assert_eq!(options.percentiles, [(95.0, 250.0)]);
    let mut told = origins(&options);
    told.sort();
    assert_eq!(
        told,
        [
            ("max_ms: 300 ms of perf.toml:2; 200 ms".to_owned(), true),
            ("max_ms: 500 ms of perf.toml:2; 200 ms".to_owned(), false),
            ("p95_ms: 250 ms of perf.toml:4".to_owned(), false),
        ]
    );
}

#[test]
fn a_warning_that_the_attribute_is_stricter_than_is_none() {
    let options = laid(
        &Options {
            max_ms: Some(300.0),
            ..NAMED
        },
        PLAIN,
    );
    assert_eq!(options.max_ms, Some(300.0));
    assert_eq!(options.warn.and_then(|soft| soft.max_ms), None);
}

#[test]
fn times_of_both_are_scaled_by_profile_and_build() {
    static SOFT: Options = Options {
        mean_ms: Some(10.0),
        ..Options::NONE
    };
    let options = laid(
        &Options {
            max_db_ms: Some(100.0),
            warn: Some(&SOFT),
            timeout: Some(std::time::Duration::from_secs(1)),
            ..NAMED
        },
        SLOW,
    );
    let soft = options.warn.expect("a warning");
    assert_eq!(
        (options.max_ms, options.max_db_ms),
        (Some(1500.0), Some(300.0))
    );
    assert_eq!((soft.max_ms, soft.mean_ms), (Some(900.0), Some(30.0)));
    assert_eq!(options.max_queries, Some(3));
    assert_eq!(options.timeout, Some(std::time::Duration::from_secs(3)));
    let told = origins(&options);
    for origin in [
        "max_ms: 500 ms of perf.toml:2 x 2 in profile ci x 1.5 in a debug build; 200 ms",
        "max_db_ms: 100 ms x 2 in profile ci x 1.5 in a debug build",
    ] {
        assert!(
            told.contains(&(origin.to_owned(), false)),
            "{origin}\n{told:?}"
        );
    }
}

#[test]
fn rates_are_scaled_the_other_way() {
    let options = Options {
        threshold: Some("load"),
        ..Options::NONE
    };
    let laid = lay(&options, "load", Some(&file()), SLOW)
        .expect("a good file")
        .expect("a change");
    assert_eq!(laid.min_throughput.map(f64::round), Some(33.0));
    assert_eq!(
        origins(&laid)[0].0,
        "min_throughput: 100/s of perf.toml:7 / 2 in profile ci / 1.5 in a debug build"
    );
}

#[test]
fn what_nothing_is_asked_of_stays_as_it_is() {
    let options = Options {
        max_queries: Some(3),
        max_ms: Some(5.0),
        ..Options::NONE
    };
    assert!(
        lay(&options, "perf", Some(&file()), PLAIN)
            .expect("a good file")
            .is_none()
    );
    assert!(
        lay(&options, "perf", None, SLOW)
            .expect("no file")
            .is_none()
    );
}

#[test]
fn a_figure_takes_the_limits_of_the_file_unless_it_has_its_own() {
    let open = laid(
        &Options {
            metrics: &[OPEN],
            ..Options::NONE
        },
        PLAIN,
    );
    assert_eq!(
        open.metrics,
        [Metric {
            min: Some(0.6),
            ..OPEN
        }]
    );
    assert_eq!(
        open.warn.expect("a warning").metrics,
        [Metric {
            min: Some(0.8),
            ..OPEN
        }]
    );
    assert_eq!(
        origins(&open)[0],
        (
            "metric(\"hit_rate\"): 0.6 of perf.toml:9; 0.9".to_owned(),
            false
        )
    );
    let own = laid(
        &Options {
            metrics: &[OWN],
            ..Options::NONE
        },
        PLAIN,
    );
    assert_eq!((own.metrics, own.warn.is_none()), (&[OWN][..], true));
}

#[test]
fn what_is_asked_of_the_file_and_not_in_it_is_told() {
    let named = |name| Options {
        threshold: Some(name),
        ..Options::NONE
    };
    assert_eq!(
        refused(&named("lists"), "perf", PLAIN),
        "`threshold = \"lists\"` names a limit, and /shop/perf.toml has no `[limits.lists]`: did you mean `list`?"
    );
    assert_eq!(
        refused(&named("load"), "perf", PLAIN),
        "/shop/perf.toml:7: `min_throughput` is not judged under `#[perf]`: take it out, or name another limit"
    );
    assert_eq!(
        refused(
            &NAMED,
            "perf",
            Conditions {
                profile: "cii",
                ..PLAIN
            }
        ),
        "`PERF_PROFILE=cii` names a profile, and /shop/perf.toml has no `[profile.cii]`: did you mean `ci`?"
    );
    assert_eq!(
        refused(
            &Options {
                metrics: &[UNKNOWN],
                ..Options::NONE
            },
            "perf",
            PLAIN
        ),
        "`metric(\"hits\")` has no limit of its own, and /shop/perf.toml has no `[metrics.hits]`: there is hit_rate"
    );
}

#[test]
fn without_a_file_nothing_can_be_asked_of_it() {
    let told = |options: &Options| {
        lay(options, "perf", None, PLAIN)
            .expect_err("no file")
            .to_string()
    };
    assert!(told(&NAMED).starts_with("`threshold = \"list\"` needs a perf.toml"));
    let text = told(&Options {
        metrics: &[UNKNOWN],
        ..Options::NONE
    });
    assert!(
        text.starts_with("`metric(\"hits\")` has no limit"),
        "{text}"
    );
}

proptest::proptest! {
    /// A stricter hard limit of the attribute always wins, and what is scaled is scaled once.
    #[test]
    fn the_attribute_wins_and_the_scale_is_the_product(own in 1_u32..10_000, profile in 1_u32..10, build in 1_u32..10) {
        let text = format!("[limits.a]\nmax_ms = 77\n[profile.x]\ntime = {profile}\n[build.debug]\ntime = {build}\n");
        let file = parse(Path::new("perf.toml"), &text).expect("a good file");
        let at = Conditions { profile: "x", build: "debug" };
        for (said, expected) in [(Some(f64::from(own)), own), (None, 77)] {
            let options = Options { threshold: Some("a"), max_ms: said, ..Options::NONE };
            let laid = lay(&options, "perf", Some(&file), at).expect("a good file").unwrap_or(options);
            proptest::prop_assert_eq!(laid.max_ms, Some(f64::from(expected * profile * build)));
        }
    }
}
