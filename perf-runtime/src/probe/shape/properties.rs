//! What holds for every text.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;

/// One part of a statement: what must stay the same, in the spellings that must not matter.
#[derive(Debug, Clone, Copy)]
enum Part {
    Keyword(&'static str),
    Name(&'static str),
    Literal,
    Other(&'static str),
}

const NAMES: &[&str] = &[
    "users",
    "a_table0",
    "Orders",
    "\"Odd one\"",
    "`tick`",
    "name",
    "key",
    "née",
    "x1",
];
const RENAMED: &[&str] = &[
    "user",
    "a_table1",
    "Order",
    "\"Even one\"",
    "`tock`",
    "nom",
    "keys",
    "nee",
    "x2",
];

const LITERALS: &[&str] = &[
    "1",
    "20",
    "3.5",
    "1e9",
    "0xCAFE",
    "'x'",
    "'O''Brien'",
    "'a -- b'",
    "'(/*'",
    "$$it's$$",
    "$t$ $$ $t$",
    "E'\\''",
    "x'00'",
    "B'1'",
    "?",
    "?7",
    "$1",
    "$name",
    ":name",
    "@p1",
    "true",
    "FALSE",
    "1_000",
];

const GAPS: &[&str] = &[
    " ",
    "\n",
    "\t  ",
    " \r\n ",
    " /* it's, a comment; */ ",
    " -- it's\n",
    " /**/",
];

/// Statements as a query builder would put them together.
fn statement() -> impl Strategy<Value = Vec<Part>> {
    let name = select(NAMES).prop_map(Part::Name);
    let operator = select(
        &[
            "=", "<", ">=", "<>", "||", "+", "-", "*", "->>", "@>", "<->",
        ][..],
    )
    .prop_map(Part::Other);
    let condition = (
        select(&["AND", "OR", "AND NOT"][..]),
        name.clone(),
        operator,
    )
        .prop_map(|(word, name, operator)| {
            vec![Part::Keyword(word), name, operator, Part::Literal]
        });
    let list = (name.clone(), 0..6_usize).prop_map(|(name, more)| {
        let mut parts = vec![
            Part::Keyword("AND"),
            name,
            Part::Keyword("IN"),
            Part::Other("("),
            Part::Literal,
        ];
        parts.extend((0..more).flat_map(|_| [Part::Other(","), Part::Literal]));
        parts.push(Part::Other(")"));
        parts
    });
    let null = name
        .clone()
        .prop_map(|name| vec![Part::Keyword("AND"), name, Part::Keyword("IS NOT NULL")]);
    (
        name.clone(),
        name,
        vec(prop_oneof![condition, list, null], 0..5),
    )
        .prop_map(|(column, table, conditions)| {
            let head = [
                Part::Keyword("SELECT"),
                column,
                Part::Keyword("FROM"),
                table,
                Part::Keyword("WHERE"),
                Part::Literal,
            ];
            head.into_iter()
                .chain(conditions.into_iter().flatten())
                .chain([Part::Keyword("LIMIT"), Part::Literal])
                .collect()
        })
}

/// Choices that must not matter.
#[derive(Debug, Clone)]
struct Spelling {
    literals: Vec<Index>,
    gaps: Vec<Index>,
    lower: Vec<bool>,
}

fn spelling() -> impl Strategy<Value = Spelling> {
    (
        vec(any::<Index>(), 1..20),
        vec(any::<Index>(), 1..20),
        vec(any::<bool>(), 1..20),
    )
        .prop_map(|(literals, gaps, lower)| Spelling {
            literals,
            gaps,
            lower,
        })
}

fn write(parts: &[Part], spelling: &Spelling) -> String {
    let mut text = String::new();
    for (at, part) in parts.iter().enumerate() {
        match part {
            Part::Keyword(word) if spelling.lower[at % spelling.lower.len()] => {
                text.push_str(&word.to_lowercase());
            }
            Part::Keyword(word) | Part::Name(word) | Part::Other(word) => text.push_str(word),
            Part::Literal => {
                text.push_str(
                    spelling.literals[at % spelling.literals.len()].get::<&str>(LITERALS),
                );
            }
        }
        text.push_str(spelling.gaps[at % spelling.gaps.len()].get::<&str>(GAPS));
    }
    text
}

/// Anything that SQL is made of, in an order that makes no sense.
fn soup() -> impl Strategy<Value = String> {
    #[rustfmt::skip]
    const PARTS: &[&str] = &[
        "SELECT", "select", "FROM", "WHERE", "IN", "NOT", "IS", "NULL", "TRUE", "VALUES", "values",
        "WITH", "AS", "INSERT", "BEGIN", "END", "CASE", "ARRAY", "COUNT", "CREATE TRIGGER",
        "primary key", "a", "A", "e", "E", "b", "n", "u&", "x", "_x", "é", "a1", "1a", "\"q\"",
        "\"Q\"\"q\"", "`t`", "[n]", "[n 1]", "(", ")", "(", ")", "[", "]", ",", ",", ";", ".", "..",
        "::", ":", ":=", ":n", "@", "@n", "@@", "@>", "<@", "?", "?1", "?|", "?&", "??", "$", "$1",
        "$n", "$$", "$t$", "-", "--", "-1", "+", "+2", "/", "*", "/*", "*/", "/**/", "#", "#>",
        "#-", "\\", "'", "''", "'s'", "'b\\'", "E'\\''", "x'0'", "B'1'", "1", "1.", ".5", "1e5",
        "1_0", "0x1", "0b1", "%", "=", "<", ">", "<-", "->", "->>", "<>", "!", "!=", "|", "||", "&",
        "&&", "^", "~", "{", "}", "\u{0}", "\u{a0}", " ", " ", " ", "\n", "\t", "\r",
    ];
    vec(select(PARTS), 0..40).prop_map(|parts| parts.concat())
}

#[track_caller]
fn is_its_own_shape(sql: &str) -> Result<(), TestCaseError> {
    let once = analyze(sql);
    prop_assume!(once.shape.text.len() < LONGEST);
    let twice = analyze(&once.shape.text);
    prop_assert_eq!(&twice.shape, &once.shape);
    prop_assert_eq!(
        (twice.class, twice.statements.max(1)),
        (once.class, once.statements.max(1))
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn literals_gaps_and_the_case_of_keywords_do_not_matter(parts in statement(), one in spelling(), other in spelling()) {
        let (one, other) = (write(&parts, &one), write(&parts, &other));
        let (one, other) = (analyze(&one), analyze(&other));
        prop_assert_eq!(one.shape, other.shape);
        prop_assert_eq!(one.class, Class::Read);
    }

    #[test]
    fn a_name_matters(parts in statement(), which in any::<Index>(), spelling in spelling()) {
        let names: Vec<_> = (0..parts.len()).filter(|at| matches!(parts[*at], Part::Name(_))).collect();
        let mut renamed = parts.clone();
        let at = *which.get(&names);
        if let Part::Name(name) = parts[at] {
            let index = NAMES.iter().position(|known| *known == name).unwrap_or_default();
            renamed[at] = Part::Name(RENAMED[index]);
        }
        let (before, after) = (analyze(&write(&parts, &spelling)), analyze(&write(&renamed, &spelling)));
        prop_assert_ne!(before.shape.id, after.shape.id);
    }

    #[test]
    fn a_condition_more_is_another_shape(parts in statement(), name in select(NAMES), spelling in spelling()) {
        let mut more = parts.clone();
        let end = more.len() - 2;
        more.splice(end..end, [Part::Keyword("AND"), Part::Name(name), Part::Keyword("IS NULL")]);
        prop_assert_ne!(analyze(&write(&parts, &spelling)).shape.id, analyze(&write(&more, &spelling)).shape.id);
    }

    #[test]
    fn the_shape_of_a_shape_is_itself(parts in statement(), spelling in spelling()) {
        is_its_own_shape(&write(&parts, &spelling))?;
    }

    #[test]
    fn the_shape_of_a_shape_is_itself_even_of_nonsense(sql in soup()) {
        is_its_own_shape(&sql)?;
    }

    #[test]
    fn no_text_is_too_much(sql in any::<String>()) {
        is_its_own_shape(&sql)?;
    }
}
