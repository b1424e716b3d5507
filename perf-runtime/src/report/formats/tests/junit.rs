//! JUnit has no schema of its own: these are the rules of Jenkins' `junit-10.xsd`, with what is commonly read beside them
//! (properties and moments of test cases, as nextest and pytest write them).

use quick_junit::Report;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{monday, nothing};
use crate::report::Format;
use crate::report::past::unknown;

/// An element, those that it may be in, and its attributes: those that it must have end in `!`.
type Rule = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

const ENDS: &[&str] = &["type", "message"];

const RULES: [Rule; 10] = [
    (
        "testsuites",
        &[""],
        &[
            "name",
            "tests",
            "skipped",
            "failures",
            "errors",
            "time",
            "timestamp",
        ],
    ),
    (
        "testsuite",
        &["testsuites"],
        &[
            "name!",
            "tests!",
            "failures!",
            "errors!",
            "skipped",
            "time",
            "timestamp",
        ],
    ),
    (
        "testcase",
        &["testsuite"],
        &["name!", "classname", "time", "timestamp"],
    ),
    ("properties", &["testsuite", "testcase"], &[]),
    ("property", &["properties"], &["name!", "value!"]),
    ("failure", &["testcase"], ENDS),
    ("error", &["testcase"], ENDS),
    ("skipped", &["testcase"], ENDS),
    ("system-out", &["testcase"], &[]),
    ("system-err", &["testcase"], &[]),
];

/// All elements, each with the one that it is in.
fn elements(xml: &str) -> Vec<(String, BytesStart<'_>)> {
    let mut reader = Reader::from_str(xml);
    let (mut open, mut elements) = (vec![String::new()], Vec::new());
    loop {
        let parent = open.last().cloned().unwrap_or_default();
        match reader.read_event().expect("it is well-formed XML") {
            Event::Start(element) => {
                open.push(name(&element));
                elements.push((parent, element));
            }
            Event::Empty(element) => elements.push((parent, element)),
            Event::End(_) => drop(open.pop()),
            Event::Eof => return elements,
            _ => {}
        }
    }
}

fn name(element: &BytesStart<'_>) -> String {
    String::from_utf8_lossy(element.name().as_ref()).into_owned()
}

fn attributes(element: &BytesStart<'_>) -> Vec<(String, String)> {
    let read = |attribute: quick_xml::events::attributes::Attribute<'_>| {
        let key = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
        (key, String::from_utf8_lossy(&attribute.value).into_owned())
    };
    let attributes = element.attributes().collect::<Result<Vec<_>, _>>();
    attributes
        .expect("they are well-formed")
        .into_iter()
        .map(read)
        .collect()
}

#[test]
fn it_keeps_the_rules_of_its_readers() {
    for run in [monday(), nothing()] {
        let xml = Format::Junit.render(&run, &mut unknown);
        for (parent, element) in elements(&xml) {
            let element_name = name(&element);
            let (_, parents, allowed) = RULES
                .into_iter()
                .find(|(known, ..)| *known == element_name)
                .unwrap_or_else(|| panic!("no reader knows <{element_name}>"));
            assert!(
                parents.contains(&parent.as_str()),
                "{element_name} in {parent}"
            );
            let seen = attributes(&element);
            let is_allowed =
                |name: &str| allowed.iter().any(|one| one.trim_end_matches('!') == name);
            for (name, value) in &seen {
                assert!(is_allowed(name), "{element_name} {name}");
                // Surefire's form: a number of seconds with three digits behind the point.
                let is_time = || {
                    let (whole, fraction) = value.split_once('.').expect("a point");
                    whole.parse::<u64>().is_ok() && fraction.len() == 3
                };
                assert!(name != "time" || is_time(), "{element_name} {value}");
            }
            for must in allowed.iter().filter_map(|name| name.strip_suffix('!')) {
                assert!(
                    seen.iter().any(|(name, _)| name == must),
                    "{element_name} {must}"
                );
            }
        }
    }
}

#[test]
fn the_counts_are_those_of_the_elements() {
    let xml = Format::Junit.render(&monday(), &mut unknown);
    let elements = elements(&xml);
    let number = |name_of: &str| {
        elements
            .iter()
            .filter(|(_, one)| name(one) == name_of)
            .count()
    };
    let (_, root) = &elements[0];
    for (attribute, element) in [
        ("tests", "testcase"),
        ("failures", "failure"),
        ("errors", "error"),
        ("skipped", "skipped"),
    ] {
        let said = attributes(root)
            .into_iter()
            .find(|(name, _)| name == attribute);
        let said = said.map(|(_, value)| value);
        assert_eq!(said, Some(number(element).to_string()), "{attribute}");
    }
    assert_eq!(number("testcase"), monday().records.len() + 2);
}

#[test]
fn a_reader_gets_back_what_was_written() {
    let xml = Format::Junit.render(&monday(), &mut unknown);
    let read = Report::deserialize_from_str(&xml).expect("it is JUnit");
    assert_eq!(read.to_string().expect("it can be written"), xml);
    let names: Vec<_> = read
        .test_suites
        .iter()
        .map(|suite| suite.name.as_str())
        .collect();
    assert_eq!(names, ["perf", "shop::load", "shop::performance"]);
}
