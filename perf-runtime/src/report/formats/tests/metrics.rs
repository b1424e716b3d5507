//! The rules of `OpenMetrics` 1.0 that a scraper rejects a text by.

use std::collections::HashSet;

use super::{monday, nothing};
use crate::report::Format;
use crate::report::past::unknown;
use crate::store::Run;

/// The suffixes of the samples of a type.
fn suffixes(kind: &str) -> &'static [&'static str] {
    match kind {
        "info" => &["_info"],
        "summary" => &["", "_count", "_sum"],
        "gauge" | "stateset" => &[""],
        _ => panic!("{kind} is no type that is used here"),
    }
}

/// Splits a sample into its name with its labels, and its value: a label may hold anything.
fn split(sample: &str) -> (&str, f64) {
    let (name, value) = sample.rsplit_once(' ').expect("a sample has a value");
    (name, value.parse().expect("a number"))
}

fn check(run: &Run) {
    let text = Format::Metrics.render(run, &mut unknown);
    let body = text.strip_suffix("# EOF\n").expect("the text has an end");
    let (mut families, mut samples) = (HashSet::new(), HashSet::new());
    let (mut family, mut kind, mut unit) = ("", "", "");
    for line in body.lines() {
        assert!(!line.is_empty());
        if let Some(head) = line.strip_prefix("# ") {
            let mut words = head.splitn(3, ' ');
            let (what, name) = (words.next(), words.next().expect("a name"));
            let rest = words.next().expect("what it says");
            match what {
                Some("TYPE") => {
                    assert!(
                        families.insert(name),
                        "{name} comes twice, or its samples are apart"
                    );
                    (family, kind, unit) = (name, rest, "");
                }
                Some("UNIT") => {
                    unit = rest;
                    assert!(
                        name.ends_with(&format!("_{rest}")) && kind != "info" && kind != "stateset"
                    );
                }
                Some("HELP") => assert!(rest.len() > 5 && rest.ends_with('.')),
                _ => panic!("{line}"),
            }
            assert_eq!(name, family);
            continue;
        }
        let (key, value) = split(line);
        assert!(samples.insert(key), "{key} comes twice");
        let name = key.split('{').next().unwrap_or_default();
        let suffix = name.strip_prefix(family).expect("it is of its family");
        assert!(suffixes(kind).contains(&suffix), "{line}");
        if kind == "stateset" || kind == "info" {
            assert!([0.0, 1.0].contains(&value), "{line}");
        }
        assert!(
            kind != "stateset" || key.contains(&format!("{family}=\"")),
            "{line}"
        );
        let is_in_base_unit = ["_ms", "_us", "_kib", "_percent"]
            .iter()
            .all(|unit| !name.ends_with(unit));
        assert!(
            is_in_base_unit && (unit.is_empty() || !family.is_empty()),
            "{line}"
        );
    }
}

#[test]
fn a_scraper_takes_them() {
    check(&monday());
    check(&nothing());
}

#[test]
fn figures_are_those_of_the_records() {
    let text = Format::Metrics.render(&monday(), &mut unknown);
    let case = "{package=\"shop\",target=\"performance\",case=\"sqlite::queries::a_query_for_each_company\"";
    for line in [
        format!("perf_case_queries{case}}} 51"),
        format!("perf_case_rows{case}}} 100"),
        format!("perf_case_verdict{case},perf_case_verdict=\"failed\"}} 1"),
        format!("perf_case_verdict{case},perf_case_verdict=\"passed\"}} 0"),
        format!("perf_budget_used_ratio{case},budget=\"max_queries\",soft=\"false\"}} 10.2"),
        format!("perf_case_run_seconds{case}}} 0.144491"),
        "perf_run_cases{verdict=\"failed\"} 5".to_owned(),
        "perf_run_unread 1".to_owned(),
    ] {
        assert!(
            text.lines().any(|one| one.starts_with(&line)),
            "{line}\n{text}"
        );
    }
}
