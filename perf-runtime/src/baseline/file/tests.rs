use proptest::collection::btree_map;
use proptest::prelude::*;

use super::super::entry::tests::any_entry;
use super::*;

fn id(name: &str) -> Id {
    Id {
        package: "shop".to_owned(),
        target: "performance".to_owned(),
        name: name.to_owned(),
        databases: vec!["sqlite".to_owned()],
    }
}

fn entry(count: u64) -> Entry {
    let query = Statement {
        size: None,
        shape: "11e9a325b5e1052e".to_owned(),
        count: Some(count),
        rows: Some(20),
        sql: "SELECT \"a\" FROM b".to_owned(),
    };
    Entry {
        queries: vec![query],
        ..Entry::default()
    }
}

fn put(text: &str, name: &str, count: u64) -> String {
    edited(text, &[(id(name), entry(count))].into(), &[])
}

fn read(text: &str) -> Result<Entries, String> {
    parse(Path::new("perf-baseline.toml"), text).map_err(|error| error.to_string())
}

#[test]
fn a_file_begins_with_what_it_is_and_has_one_line_a_shape() {
    let full = Entry {
        plans: vec![Plan {
            shape: "11e9a325b5e1052e".to_owned(),
            on: "postgres 15.4".to_owned(),
            lines: vec!["Limit".to_owned(), "  Seq Scan on b".to_owned()],
        }],
        allocations: vec![Allocations {
            size: Some(100),
            on: "debug, linux".to_owned(),
            calls: 3,
            bytes: 80,
        }],
        ..entry(1)
    };
    let nothing = Id {
        databases: Vec::new(),
        ..id("does_nothing")
    };
    let entries = Entries::from([(id("list"), full), (nothing, Entry::default())]);
    let body = r#"version = 1

[[case]]
package = "shop"
target = "performance"
name = "does_nothing"
queries = []

[[case]]
package = "shop"
target = "performance"
name = "list"
databases = ["sqlite"]
queries = [
    { shape = "11e9a325b5e1052e", count = 1, rows = 20, sql = 'SELECT "a" FROM b' },
]
plans = [
    { shape = "11e9a325b5e1052e", on = "postgres 15.4", lines = ["Limit", "  Seq Scan on b"] },
]
allocations = [
    { size = 100, on = "debug, linux", calls = 3, bytes = 80 },
]
"#;
    assert_eq!(edited("", &entries, &[]), format!("{HEAD}{body}"));
}

#[test]
fn what_changes_is_written_anew_and_nothing_else() {
    let first = put(&put("", "b", 1), "d", 1);
    let noted = first
        .replacen("[[case]]", "# Ada: the list has grown.\n[[case]]", 1)
        .replacen("name = \"d\"", "name   =  \"d\" # odd", 1)
        + "# the end\n";
    let text = put(&put(&put(&noted, "a", 1), "c", 1), "b", 2);
    let names: Vec<_> = read(&text)
        .expect("it is whole")
        .into_iter()
        .map(|(id, entry)| (id.name, entry.count()))
        .collect();
    let expected = [("a", 1), ("b", 2), ("c", 1), ("d", 1)].map(|(name, n)| (name.to_owned(), n));
    assert_eq!(names, expected);
    let mut before: Vec<_> = noted.lines().collect();
    let gone: Vec<_> = before
        .iter()
        .copied()
        .filter(|line| !text.lines().any(|kept| kept == *line))
        .collect();
    assert_eq!(gone, [""; 0]);
    // All that there was stands in its order.
    for line in text.lines() {
        if before.first() == Some(&line) {
            before.remove(0);
        }
    }
    assert_eq!(before, [""; 0], "{text}");
    assert_eq!(put(&text, "b", 2), text);
}

#[test]
fn what_is_gone_is_taken_out_alone() {
    let one = put("", "a", 1);
    let two = put(&one, "b", 1);
    assert_eq!(edited(&two, &Entries::new(), &[id("b")]), one);
    assert_eq!(edited(&two, &Entries::new(), &[id("c")]), two);
}

#[test]
fn a_file_that_a_person_has_begun_keeps_what_is_in_it() {
    let text = put("# ours\n", "a", 1);
    assert!(
        text.starts_with(HEAD) && text.ends_with("# ours\n"),
        "{text}"
    );
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let good = put("", "a", 1);
    assert!(read("").is_ok_and(|entries| entries.is_empty()));
    assert!(read("# nothing yet\n").is_ok_and(|entries| entries.is_empty()));
    for (text, told) in [
        (
            good.replace("count = 1", "count = one"),
            "perf-baseline.toml:12: ",
        ),
        (
            good.replace("count = 1", "count = -1"),
            "perf-baseline.toml:12: invalid value",
        ),
        (
            good.replace("count = 1", "times = 1"),
            "perf-baseline.toml:12: unknown field `times`",
        ),
        (good.replace("queries", "querys"), "unknown field `querys`"),
        (
            good.replace("[[case]]", "<<<<<<< HEAD\n[[case]]"),
            "perf-baseline.toml:6: ",
        ),
        (good.replace("version = 1", ""), "it has no `version = 1`"),
        (
            good.replace("version = 1", "version = 2") + "[[new]]",
            "is of version 2, and this perf-runtime knows version 1",
        ),
        (
            good.replace("version = 1", "version = 'one'"),
            "perf-baseline.toml:4: ",
        ),
        (
            good.clone() + &good[good.find("[[case]]").expect("it has a case")..],
            "it has `shop performance::a` twice",
        ),
    ] {
        let error = read(&text).expect_err(told);
        assert!(error.contains(told), "{error}\n{text}");
    }
}

proptest! {
    /// What is written is read again, over whatever was there.
    #[test]
    fn what_is_written_is_read(
        first in btree_map("[a-c]", any_entry(), 0..4),
        then in btree_map("[a-d]", any_entry(), 0..4),
    ) {
        let entries = |all: BTreeMap<String, Entry>| -> Entries {
            all.into_iter().map(|(name, entry)| (id(&name), entry)).collect()
        };
        let (first, then) = (entries(first), entries(then));
        let text = edited(&edited("", &first, &[]), &then, &[]);
        let mut both = first;
        both.extend(then.clone());
        prop_assert_eq!(read(&text), Ok(both));
        prop_assert_eq!(edited(&text, &then, &[]), text);
    }
}
