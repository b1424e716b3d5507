//! What becomes one shape.

use super::{one_shape, text};

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
