//! Tables: what becomes one shape, what stays two, and what a shape looks like.

mod same;

use super::*;

fn text(sql: &str) -> String {
    analyze(sql).shape.text
}

fn id(sql: &str) -> ShapeId {
    analyze(sql).shape.id
}

#[track_caller]
fn one_shape(texts: &[&str]) {
    for sql in texts {
        assert_eq!(text(sql), text(texts[0]), "{sql}");
        assert_eq!(id(sql), id(texts[0]), "{sql}");
    }
}

#[track_caller]
fn different_shapes(texts: &[&str]) {
    for (at, one) in texts.iter().enumerate() {
        for other in &texts[at + 1..] {
            assert_ne!(id(one), id(other), "{one}\n{other}");
        }
    }
}

#[test]
fn ids_are_the_same_on_every_machine_and_in_every_release() {
    let golden = [
        ("SELECT 1", "SELECT ?", "199e7dca63ea8858"),
        (
            "select id, title from technologies",
            "SELECT id, title FROM technologies",
            "6c491f2e9876c512",
        ),
        (
            "SELECT name FROM repositories WHERE technology_id = $1",
            "SELECT name FROM repositories WHERE technology_id = ?",
            "dee69d3e44267fcf",
        ),
        (
            "SELECT * FROM t WHERE id IN (1, 2, 3)",
            "SELECT * FROM t WHERE id IN (..)",
            "02b1da8e2f7bfd15",
        ),
        (
            "INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y')",
            "INSERT INTO t(a, b) VALUES (?, ?)",
            "1432596778d570ef",
        ),
        (
            "UPDATE t SET n = n + 1 WHERE id = :id",
            "UPDATE t SET n = n + ? WHERE id = ?",
            "948aed18edfbbe9b",
        ),
        (
            "DELETE FROM \"Users\" WHERE deleted_at IS NOT NULL",
            "DELETE FROM \"Users\" WHERE deleted_at IS NOT NULL",
            "14f8e7a9b6ee2d56",
        ),
        (
            "SELECT data->>'a' FROM t WHERE data ?| $1",
            "SELECT data ->> ? FROM t WHERE data ?| ?",
            "0f5ba80633543f26",
        ),
        (
            "SELECT COUNT(*) FROM a_table0 LIMIT 10",
            "SELECT COUNT(*) FROM a_table0 LIMIT ?",
            "002c7c2a8174b7d9",
        ),
        (
            "SELECT x::integer, '{}'::int[] FROM t",
            "SELECT x::integer, ?::int[] FROM t",
            "01ec573b2d69424d",
        ),
        (
            "PRAGMA foreign_keys = ON",
            "PRAGMA foreign_keys = ON",
            "b98f41c14d7cfcf6",
        ),
        ("SELECT 'it", "SELECT 'it", "ef0035d82e69e8fd"),
        ("", "", "cbf29ce484222325"),
    ];
    for (sql, shape, id) in golden {
        let analysis = analyze(sql);
        assert_eq!(analysis.shape.text, shape);
        assert_eq!(analysis.shape.id.to_string(), id, "{shape}");
    }
}

#[test]
fn different_questions_are_different_shapes() {
    // Case 11.
    different_shapes(&[
        "SELECT * FROM i WHERE institutions.id = $1",
        "SELECT * FROM i WHERE transcript_awards.transcript_id = $1",
    ]);
    different_shapes(&[
        "SELECT a FROM t WHERE b = ?",
        "SELECT a FROM t WHERE c = ?",
        "SELECT a FROM t WHERE b > ?",
        "SELECT a FROM t",
    ]);
    different_shapes(&[
        "SELECT a FROM t WHERE b = ?",
        "SELECT a FROM t WHERE b IS NULL",
        "SELECT a FROM t WHERE b IS NOT NULL",
    ]);
    different_shapes(&[
        "SELECT a FROM t WHERE b IS TRUE",
        "SELECT a FROM t WHERE b IS FALSE",
        "SELECT a FROM t WHERE b IS NOT TRUE",
    ]);
    different_shapes(&[
        "SELECT a FROM t1",
        "SELECT a FROM t2",
        "SELECT a FROM \"t1\"",
        "SELECT a FROM \"T1\"",
    ]);
    different_shapes(&[
        "SELECT a - 1 FROM t",
        "SELECT a + 1 FROM t",
        "SELECT a FROM t",
    ]);
    different_shapes(&["SELECT start - 5 FROM t", "SELECT start + 5 FROM t"]);
    different_shapes(&[
        "SELECT a FROM t LIMIT 1",
        "SELECT a FROM t OFFSET 1",
        "SELECT a FROM t LIMIT 1 OFFSET 1",
    ]);
    different_shapes(&[
        "SELECT a FROM t ORDER BY a",
        "SELECT a FROM t ORDER BY a DESC",
    ]);
    different_shapes(&[
        "SELECT d -> 'a' FROM t",
        "SELECT d ->> 'a' FROM t",
        "SELECT d #> 'a' FROM t",
        "SELECT d #>> 'a' FROM t",
    ]);
    different_shapes(&[
        "SELECT d ? $1",
        "SELECT d ?| $1",
        "SELECT d ?& $1",
        "SELECT d @> $1",
        "SELECT d <@ $1",
    ]);
    different_shapes(&[
        "SELECT x <-> $1",
        "SELECT x <=> $1",
        "SELECT x <#> $1",
        "SELECT x <+> $1",
    ]);
    different_shapes(&[
        "SELECT f(a) IN (1, 2) FROM t",
        "SELECT f(a) NOT IN (1, 2) FROM t",
    ]);
    different_shapes(&[
        "INSERT INTO t VALUES (1)",
        "INSERT INTO t VALUES (1, 2)",
        "INSERT INTO t VALUES (1, now())",
        "INSERT INTO t VALUES (1, NULL)",
    ]);
    different_shapes(&[
        "SELECT a FROM t WHERE b IN (SELECT x, y, y, z FROM u)",
        "SELECT a FROM t WHERE b IN (SELECT x, y, z FROM u)",
    ]);
    different_shapes(&["SELECT [col 1] FROM t", "SELECT [col 2] FROM t"]);
    different_shapes(&["SELECT 2fa_codes FROM t", "SELECT 3fa_codes FROM t"]);
    different_shapes(&[
        "SELECT a FROM t WHERE b = 'x",
        "SELECT a FROM t WHERE b = 'y",
    ]);
}

#[test]
fn a_text_for_mysql_is_read_as_mysql_where_nothing_else_fits() {
    one_shape(&[
        "SELECT a FROM t WHERE b = 'it\\'s'",
        "SELECT a FROM t WHERE b = 'x'",
    ]);
    one_shape(&[
        "SELECT a FROM t WHERE b = 'it\\'s' AND c = 'don\\'t'",
        "SELECT a FROM t WHERE b = 'x' AND c = 'y'",
    ]);
    one_shape(&[
        "SELECT a FROM t WHERE b = '\\''",
        "SELECT a FROM t WHERE b = 'x'",
    ]);
    one_shape(&["SELECT a -- it's\nFROM t # don't\n", "SELECT a FROM t"]);
}

#[test]
fn what_does_not_lex_is_kept_as_it_is() {
    // Case 15.
    for (sql, shape) in [
        ("  SELECT 'it  ", "SELECT 'it"),
        ("SELECT  1 /* never ends", "SELECT  1 /* never ends"),
        ("select \"a from  t", "select \"a from  t"),
        ("select $a$ x", "select $a$ x"),
    ] {
        let analysis = analyze(sql);
        assert_eq!(analysis.shape.text, shape);
        assert_eq!(analysis.class, Class::Read, "{sql}");
        assert_eq!(analysis.statements, 1);
    }
    assert_eq!(
        analyze("/* c */ -- d\n ( insert into t values ('x").class,
        Class::Write
    );
    assert_eq!(analyze("").shape.text, "");
    assert_eq!(analyze(" -- nothing").statements, 0);
}

#[test]
fn placeholders_tell_whether_the_same_text_is_the_same_query() {
    for sql in [
        "SELECT 1",
        "SELECT a FROM t WHERE b = 'x' AND c::int > 2",
        "SELECT a[1:n] FROM t",
    ] {
        assert!(!analyze(sql).placeholders, "{sql}");
    }
    for sql in [
        "SELECT $1",
        "SELECT ?",
        "SELECT :a",
        "SELECT @a",
        "SELECT a FROM t WHERE b IN (?, ?)",
        "SELECT 'not lexed",
    ] {
        assert!(analyze(sql).placeholders, "{sql}");
    }
}

#[test]
fn a_megabyte_is_one_short_shape() {
    let rows = |n: usize| {
        format!(
            "INSERT INTO t VALUES {}",
            vec!["(1, 'x', NULL)"; n].join(",")
        )
    };
    let large = rows(70_000);
    assert!(large.len() > 1_000_000);
    assert_eq!(id(&large), id(&rows(1)));

    let columns = |name: &str| format!("SELECT {} FROM t", vec![name; 100_000].join(", "));
    let shape = analyze(&columns("title")).shape;
    assert!(shape.text.len() <= LONGEST, "{}", shape.text.len());
    assert!(shape.text.starts_with("SELECT title, ") && shape.text.ends_with("title FROM t"));
    assert!(shape.text.contains(" .. "));
    let mut middle = columns("title");
    let at = middle.len() / 2;
    middle.replace_range(at..at, "x");
    assert_eq!(text(&middle), shape.text);
    assert_ne!(id(&middle), shape.id, "the id is of the whole text");
    assert_eq!(
        shorten(&"é".repeat(LONGEST))
            .chars()
            .filter(|ch| *ch == 'é')
            .count(),
        LONGEST / 2 - 2
    );
}

/// Work that grows with the square of the length would be 17,000,000,000 steps for each of these.

#[test]
fn a_long_text_of_anything_ends() {
    let length = 1 << 17;
    for part in [
        "(",
        ")",
        "[",
        "]",
        "[a ",
        "'",
        "\"",
        "`",
        "$",
        "$a",
        "$$",
        "$a$b",
        "-",
        "- ",
        "--\n",
        "/*",
        "/**/",
        "IN (",
        "IN (1,",
        "VALUES (",
        "(1),",
        ",",
        ".",
        "a.",
        ":",
        ":a",
        "@",
        "?",
        "?|",
        "#",
        "\\",
        "E'",
        "1",
        "1e",
        " ",
        "a ",
        "TRUE ",
        "é",
        "\0",
        ";",
        "WITH a AS (",
        "BEGIN;",
        "CASE ",
        "CREATE TRIGGER BEGIN ",
        "<",
        "U&'",
    ] {
        let sql = part.repeat(length / part.len());
        let analysis = analyze(&sql);
        assert!(analysis.shape.text.len() <= LONGEST, "{part}");
        assert!(analysis.statements <= length, "{part}");
    }
}
