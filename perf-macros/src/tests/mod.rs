//! What is accepted, what is refused and in which words, and what comes out.

mod expansion;
mod keys;
mod suggest;

use proc_macro2::{TokenStream, TokenTree};

use crate::errors::Errors;
use crate::item::Function;
use crate::keys::Attribute;
use crate::options::Options;
use crate::{check, expand};

/// Each use of an attribute, and below it its errors. A use without an item is one on
/// `async fn case() {}`. Which tokens they are on, only a compiler can tell: the UI tests of
/// `perf-tests` show it.
const ERRORS: &str = include_str!("errors.txt");

#[test]
fn errors_say_what_to_write() {
    let lines = ERRORS
        .lines()
        .filter(|line| !line.starts_with("//") && !line.is_empty());
    let mut actual = Vec::new();
    for line in lines.clone().filter(|line| !line.starts_with(' ')) {
        actual.push(line.to_owned());
        actual.extend(
            errors(line)
                .into_iter()
                .map(|message| format!("    {message}")),
        );
    }
    let expected: Vec<_> = lines.collect();
    assert_same(&expected, &actual);
}

/// The first difference says more than both lists.
fn assert_same(expected: &[&str], actual: &[String]) {
    for (expected, actual) in expected.iter().zip(actual) {
        assert_eq!(actual, expected);
    }
    assert_eq!(actual.len(), expected.len());
}

fn errors(line: &str) -> Vec<String> {
    let (attribute, args, item) = parse(line);
    let mut errors = Errors::default();
    let options = Options::parse(attribute, args, &mut errors);
    check::check(&options, &mut errors);
    Function::read(attribute, &item, &mut errors);
    errors
        .finish()
        .into_iter()
        .flatten()
        .map(|error| error.to_string())
        .collect()
}

/// The parts of `#[perf(args)] item`.
fn parse(line: &str) -> (Attribute, TokenStream, TokenStream) {
    let mut tokens = line.parse::<TokenStream>().unwrap().into_iter().skip(1);
    let Some(TokenTree::Group(brackets)) = tokens.next() else {
        panic!("no attribute: {line}")
    };
    let mut written = brackets.stream().into_iter();
    let attribute = match written.next().map(|name| name.to_string()).as_deref() {
        Some("perf") => Attribute::Perf,
        Some("load") => Attribute::Load,
        _ => panic!("no attribute of ours: {line}"),
    };
    let args = match written.next() {
        Some(TokenTree::Group(args)) => args.stream(),
        _ => TokenStream::new(),
    };
    let item: TokenStream = tokens.collect();
    let item = if item.is_empty() {
        "async fn case() {}".parse().unwrap()
    } else {
        item
    };
    (attribute, args, item)
}

/// What `#[perf(args)] item` expands to.
fn expanded(line: &str) -> String {
    let (attribute, args, item) = parse(line);
    expand(attribute, args, &item).to_string()
}
