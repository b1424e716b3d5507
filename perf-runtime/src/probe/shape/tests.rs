//! Tables: what becomes one shape, what stays two, and what a shape looks like.

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
fn literals_and_placeholders_are_one() {
    // Case 11.
    one_shape(&[
        "SELECT * FROM t WHERE id = 1",
        "SELECT * FROM t WHERE id = 2",
        "SELECT * FROM t WHERE id = 3",
        "SELECT * FROM t WHERE id = ?",
        "SELECT * FROM t WHERE id = ?1",
        "SELECT * FROM t WHERE id = $1",
        "SELECT * FROM t WHERE id = $id",
        "SELECT * FROM t WHERE id = :id",
        "SELECT * FROM t WHERE id = :1",
        "SELECT * FROM t WHERE id =:id",
        "SELECT * FROM t WHERE id = @p1",
        "SELECT * FROM t WHERE id = -1",
        "SELECT * FROM t WHERE id = - 1",
        "SELECT * FROM t WHERE id = +1.5e-10",
        "SELECT * FROM t WHERE id = .5",
        "SELECT * FROM t WHERE id = 1_000_000",
        "SELECT * FROM t WHERE id = 0xFF",
        "SELECT * FROM t WHERE id = 0XFF",
        "SELECT * FROM t WHERE id = 0b1101",
        "SELECT * FROM t WHERE id = 0o17",
        "SELECT * FROM t WHERE id = TRUE",
        "SELECT * FROM t WHERE id = false",
        "SELECT * FROM t WHERE id = 'a -- b'",
        "SELECT * FROM t WHERE id = 'O''Brien'",
        "SELECT * FROM t WHERE id = 'a /* b'",
        "SELECT * FROM t WHERE id = 'C:\\'",
        "SELECT * FROM t WHERE id = ''",
        "SELECT * FROM t WHERE id = $$it's -- $1 \\$$",
        "SELECT * FROM t WHERE id = $tag$ it's $$ -- $tag$",
        "SELECT * FROM t WHERE id = E'it\\'s'",
        "SELECT * FROM t WHERE id = e'\\xff\\377'",
        "SELECT * FROM t WHERE id = X'CAFE'",
        "SELECT * FROM t WHERE id = x'cafe'",
        "SELECT * FROM t WHERE id = B'0101'",
        "SELECT * FROM t WHERE id = N'x'",
        "SELECT * FROM t WHERE id = U&'d\\0061t'",
    ]);
    assert_eq!(
        text("SELECT * FROM t WHERE id = 1"),
        "SELECT * FROM t WHERE id = ?"
    );
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
fn white_space_comments_and_the_case_of_keywords_do_not_matter() {
    // Case 15.
    one_shape(&[
        "SELECT a, COUNT(*) FROM t WHERE b = 1 AND c IS NOT NULL ORDER BY a DESC NULLS LAST",
        "select a,count(*)from t where b=1 and c is not null order by a desc nulls last",
        "  SELECT\n\ta ,\r\n COUNT ( * ) FROM t WHERE b = 1 AND c IS NOT NULL ORDER BY a DESC NULLS LAST ;  ",
        "SELECT a, COUNT(*) -- it's a comment\nFROM t WHERE b = 1 AND c IS NOT NULL ORDER BY a DESC NULLS LAST",
        "/* a */ SELECT a, COUNT(*) FROM t /* b /* nested */ ; */ WHERE b = 1 AND c IS NOT NULL ORDER BY a DESC NULLS LAST --",
        "# of MySQL, it's a comment\nSELECT a, COUNT(*) FROM t WHERE b = 1 AND c IS NOT NULL ORDER BY a DESC NULLS LAST",
    ]);
    one_shape(&[
        "SELECT a FROM t WHERE id=$1",
        "SELECT a FROM t WHERE id = $1 /*traceparent='00-1'*/",
    ]);
    one_shape(&[
        "SELECT a||'%' FROM t",
        "SELECT a || '%' FROM t",
        "SELECT a || ? FROM t",
        "SELECT a||? FROM t",
    ]);
    one_shape(&[
        "SELECT a FROM t WHERE a LIKE ?||'%'",
        "SELECT a FROM t WHERE a LIKE ? || ?",
    ]);
    one_shape(&["SELECT a FROM t WHERE a<-1", "SELECT a FROM t WHERE a < -1"]);
    one_shape(&[
        "INSERT INTO t(a) VALUES(1) ON DUPLICATE KEY UPDATE a=1",
        "insert into t (a) values (1) on duplicate key update a = 1",
    ]);
}

#[test]
fn lists_of_any_length_are_one() {
    // Case 15.
    one_shape(&[
        "SELECT a FROM t WHERE b IN (1)",
        "SELECT a FROM t WHERE b IN (1, 2, 3)",
        "SELECT a FROM t WHERE b IN ($1,$2,$3,$4)",
        "SELECT a FROM t WHERE b IN ('x', NULL, -5, TRUE)",
        "SELECT a FROM t WHERE b IN ()",
        "SELECT a FROM t WHERE b in(..)",
    ]);
    assert_eq!(
        text("SELECT a FROM t WHERE b IN (1, 2)"),
        "SELECT a FROM t WHERE b IN (..)"
    );
    one_shape(&[
        "SELECT a FROM t WHERE b IN ($1::int)",
        "SELECT a FROM t WHERE b IN ($1::int, $2::int)",
    ]);
    one_shape(&[
        "SELECT a FROM t WHERE (b, c) IN ((1, 2))",
        "SELECT a FROM t WHERE (b, c) IN ((1, 2), (3, NULL), (4, 5))",
    ]);
    one_shape(&[
        "INSERT INTO t (a, b) VALUES (1, 2)",
        "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4), ($5, $6)",
        "INSERT INTO t (a, b) VALUES (1, NULL), (2, 'x'), (NULL, 'y')",
    ]);
    one_shape(&[
        "INSERT INTO t VALUES (1, now()), (2, NOW())",
        "INSERT INTO t VALUES (1, now())",
    ]);
    one_shape(&[
        "SELECT a FROM t WHERE b IN (VALUES (1), (2))",
        "SELECT a FROM t WHERE b IN (VALUES (1))",
    ]);
    assert_eq!(
        text("SELECT a IN (1, b, 2) FROM t"),
        "SELECT a IN (?, b, ?) FROM t"
    );
    assert_eq!(
        text("SELECT a IN (SELECT b FROM u WHERE c IN (1, 2)) FROM t"),
        "SELECT a IN (SELECT b FROM u WHERE c IN (..)) FROM t"
    );
    assert_eq!(
        text("INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = VALUES(a), b = VALUES(b)"),
        "INSERT INTO t VALUES (?) ON DUPLICATE KEY UPDATE a = VALUES (a), b = VALUES (b)"
    );
}

#[test]
fn operators_and_casts_are_no_parameters() {
    // Case 15.
    for (sql, shape) in [
        ("SELECT a::integer FROM t", "SELECT a::integer FROM t"),
        ("SELECT $1 :: text", "SELECT ?::text"),
        ("SELECT NULL::text", "SELECT NULL::text"),
        (
            "SELECT d->>'a', d->'b', d#>>'{c}' FROM t",
            "SELECT d ->> ?, d -> ?, d #>> ? FROM t",
        ),
        (
            "SELECT 1 FROM t WHERE d ?| array['a','b']",
            "SELECT ? FROM t WHERE d ?| ARRAY[?, ?]",
        ),
        (
            "SELECT 1 FROM t WHERE d ?& $1 AND d ? 'k'",
            "SELECT ? FROM t WHERE d ?& ? AND d ? ?",
        ),
        (
            "SELECT 1 FROM t WHERE d @> $1",
            "SELECT ? FROM t WHERE d @> ?",
        ),
        (
            "SELECT 1 FROM t ORDER BY e <-> $1",
            "SELECT ? FROM t ORDER BY e <-> ?",
        ),
        ("SELECT x = ?|5", "SELECT x = ? | ?"),
        ("SELECT x = ?&5", "SELECT x = ? & ?"),
        (
            "SELECT a[1:n], a[m:2], a[:k] FROM t",
            "SELECT a[? : n], a[m : ?], a[: k] FROM t",
        ),
        (
            "SELECT '{1}'::int[], ARRAY[[1,2],[3,4]]",
            "SELECT ?::int[], ARRAY[[?, ?], [?, ?]]",
        ),
        ("CREATE USER root@localhost", "CREATE USER root @ localhost"),
        ("SELECT @@version", "SELECT @@ version"),
        ("SELECT a # b FROM t", "SELECT a # b FROM t"),
        (
            "SELECT a_table0.col1, \"We ird\".\"2\", `b c`, [d e] FROM a_table0",
            "SELECT a_table0.col1, \"We ird\".\"2\", `b c`, [d e] FROM a_table0",
        ),
        (
            "SELECT t.order, excluded.name, t._id, t.*, (c).f FROM t",
            "SELECT t.order, excluded.name, t._id, t.*, (c).f FROM t",
        ),
        (
            "SELECT key, value, name FROM settings",
            "SELECT key, value, name FROM settings",
        ),
        (
            "SELECT DATE '2020-01-01' + INTERVAL '1 day'",
            "SELECT DATE ? + INTERVAL ?",
        ),
    ] {
        assert_eq!(text(sql), shape);
    }
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
