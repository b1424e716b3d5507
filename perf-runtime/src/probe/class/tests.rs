//! Tables: what kind of statement is what.

use super::Class::{self, Driver, Read, TransactionControl, Write};
use crate::probe::shape::analyze;

#[track_caller]
fn all_are(class: Class, texts: &[&str]) {
    for sql in texts {
        let analysis = analyze(sql);
        assert_eq!(analysis.class, class, "{sql}");
        assert_eq!(analysis.statements, 1, "{sql}");
    }
}

#[test]
fn reads() {
    all_are(
        Read,
        &[
            "SELECT 1",
            "  -- a comment\n /* and */ ((select 1)) UNION (SELECT 2);",
            "VALUES (1), (2)",
            "TABLE t",
            "EXPLAIN SELECT 1",
            "EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE mine(NULL)",
            "DESCRIBE t",
            "SHOW TABLES",
            "FETCH 10 FROM c",
            "SELECT * FROM t WHERE id = 1 FOR UPDATE",
            "SELECT * FROM t FOR NO KEY UPDATE SKIP LOCKED",
            "SELECT (SELECT 1) FROM t",
            "WITH a AS (SELECT 1) SELECT * FROM a",
            "WITH a AS (SELECT 1 FROM t FOR UPDATE) SELECT REPLACE(x, 'a', 'b') FROM a FOR UPDATE",
            "WITH RECURSIVE a(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a) TABLE a",
            "SELECT \"insert\" FROM t",
            "SET @x = (SELECT COUNT(*) FROM t)",
            "GET user:1",
        ],
    );
}

#[test]
fn writes() {
    all_are(
        Write,
        &[
            "INSERT INTO t VALUES (1)",
            "insert into t select * from u returning id",
            "UPDATE t SET a = 1",
            "DELETE FROM t",
            "MERGE INTO t USING u ON t.id = u.id WHEN MATCHED THEN DO NOTHING",
            "REPLACE INTO t VALUES (1)",
            "TRUNCATE t",
            "COPY t FROM STDIN",
            "CALL f()",
            "DO $$ BEGIN NULL; END $$",
            "VACUUM",
            "CREATE TABLE t (a int)",
            "ALTER TABLE t ADD b int",
            "DROP INDEX i",
            "LOCK TABLE t",
            "NOTIFY c",
            "LISTEN c",
            "SELECT a INTO t2 FROM t",
            "WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a",
            "WITH a AS (SELECT 1) UPDATE t SET b = 1",
            "WITH a AS (DELETE FROM t RETURNING *) SELECT * FROM a",
            "WITH a AS MATERIALIZED (UPDATE t SET b = 1 RETURNING *) SELECT * FROM a",
            "WITH a AS (SELECT 1) SELECT * INTO t FROM a",
            "frobnicate the table",
            "\"SELECT\" 1",
        ],
    );
}

#[test]
fn transaction_control() {
    all_are(
        TransactionControl,
        &[
            "BEGIN",
            "BEGIN IMMEDIATE",
            "START TRANSACTION READ ONLY",
            "COMMIT",
            "END",
            "ROLLBACK",
            "ROLLBACK TO SAVEPOINT _sqlx_savepoint_1",
            "ABORT",
            "SAVEPOINT _sqlx_savepoint_1",
            "RELEASE SAVEPOINT _sqlx_savepoint_1",
            "PREPARE TRANSACTION 'x'",
            "COMMIT PREPARED 'x'",
            "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
        ],
    );
}

#[test]
fn settings_of_the_connection() {
    all_are(
        Driver,
        &[
            "PRAGMA foreign_keys = ON; ",
            "SET search_path TO a, b",
            "SET LOCAL statement_timeout = 5",
            "RESET ALL",
            "DISCARD ALL",
            "DEALLOCATE ALL",
            "SET sql_mode=(SELECT CONCAT(@@sql_mode, ',PIPES_AS_CONCAT,NO_ENGINE_SUBSTITUTION')),time_zone='+00:00',NAMES utf8mb4;",
        ],
    );
}

/// The fact "two catalog queries a connection for a column of a user-defined type", with the texts of sqlx 0.9.
#[test]
fn the_catalog_queries_of_sqlx_are_the_drivers() {
    let types = |rows: &str| {
        format!(
            "SELECT pg_type.oid,\npg_type.oid::regtype::text pretty_name,\ntypname catalog_name,\noriginal_name,\ntyptype,\n\
             typcategory,\nNULLIF(typelem, 0::oid) typelem,\nNULLIF(typbasetype, 0::oid) typbasetype,\nrngsubtype,\n\
             COALESCE((SELECT array_agg(enumlabel) FROM (SELECT *\nFROM pg_catalog.pg_enum\nWHERE enumtypid = pg_type.oid\n\
             ORDER BY enumsortorder) labels),\n'{{}}') enum_labels,\n\
             COALESCE(\n(SELECT array_agg((attname, atttypid)) FROM (SELECT *\nFROM pg_catalog.pg_attribute\n\
             WHERE attrelid = pg_type.typrelid\nAND NOT attisdropped\nAND attnum > 0\nORDER BY attnum) attributes),\n'{{}}') \
             record_attributes\nFROM (SELECT DISTINCT ON(lookup_oid) original_name, lookup_oid\nFROM (VALUES {rows}) \
             lookup_inner(original_name, lookup_oid)\nORDER BY lookup_oid) type_lookup\n\
             INNER JOIN pg_catalog.pg_type ON type_lookup.lookup_oid = pg_type.oid\n\
             LEFT JOIN pg_catalog.pg_range ON pg_type.oid = pg_range.rngtypid"
        )
    };
    let columns = |rows: &str| {
        format!(
            "SELECT\nattrelid table_oid,\nattrelid::regclass::text table_name,\narray_agg(ROW(attnum, attname)) AS columns\n\
             FROM (VALUES {rows}) lookup(table_oid, attribute_num)\n\
             INNER JOIN pg_catalog.pg_attribute ON lookup.table_oid = attrelid AND lookup.attribute_num = attnum\n\
             GROUP BY attrelid"
        )
    };
    let nullables = |more: &str| {
        format!(
            "SELECT NOT attnotnull FROM ( ( SELECT $1::int4 AS idx, $2::int4 AS table_id, $3::int2 AS col_idx ) {more}) AS col \
             LEFT JOIN pg_catalog.pg_attribute ON table_id IS NOT NULL AND attrelid = table_id AND attnum = col_idx ORDER BY idx"
        )
    };
    let many = (0..500)
        .map(|n| format!("(NULL, {n}), (E'a{n}', to_regtype(E'a{n}')::oid)"))
        .collect::<Vec<_>>()
        .join(", ");
    for sql in [
        types("(NULL, 16385)"),
        types("(NULL, 16385), (NULL, 16390)"),
        types("(E'mood', to_regtype(E'mood')::oid)"),
        types("(E'mood', to_regtype(E'mood')), (E'mood[]', to_regtype(E'mood[]')::oid), (NULL, 7)"),
        types(&many),
        columns("(16385, 1)"),
        columns("(16385, 1), (16385, 2)"),
        nullables(""),
        nullables("UNION ALL ( SELECT $4::int4, $5::int4, $6::int2 ) "),
        "EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE sqlx_s_12".to_owned(),
        "EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE sqlx_s_1(NULL, NULL)".to_owned(),
        "UNLISTEN *".to_owned(),
    ] {
        assert_eq!(analyze(&sql).class, Driver, "{sql}");
    }
}

#[test]
fn an_application_that_reads_the_catalog_is_counted() {
    all_are(
        Read,
        &[
            "SELECT oid FROM pg_catalog.pg_type WHERE typname = $1",
            "SELECT attrelid table_oid, attrelid::regclass::text table_name, array_agg(ROW(attnum, attname)) AS columns \
         FROM pg_catalog.pg_attribute GROUP BY attrelid",
            "SELECT * FROM pg_catalog.pg_type INNER JOIN pg_catalog.pg_attribute ON lookup.table_oid = attrelid",
            "SELECT NOT attnotnull FROM pg_catalog.pg_attribute",
            "EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE sqlx_statement(NULL)",
            "EXPLAIN (VERBOSE, FORMAT JSON) SELECT 1",
            "SELECT sql FROM sqlite_master",
        ],
    );
    all_are(Write, &["UNLISTEN c"]);
}

#[test]
fn several_statements_in_one_text() {
    for (sql, class, statements) in [
        ("SELECT 1; SELECT 2", Read, 2),
        ("SELECT 1;; SELECT 2;", Read, 2),
        ("BEGIN; SELECT 1; COMMIT", Read, 3),
        ("BEGIN; SELECT 1; DELETE FROM t; COMMIT", Write, 4),
        ("BEGIN; COMMIT", TransactionControl, 2),
        ("PRAGMA a = 1; PRAGMA b = 2; ", Driver, 2),
        ("PRAGMA a = 1; SELECT 1", Read, 2),
        ("SELECT ';'; SELECT $$;$$ /* ; */", Read, 2),
        (
            "CREATE TRIGGER r AFTER INSERT ON t BEGIN UPDATE t SET a = CASE WHEN b THEN 1 ELSE 2 END; DELETE FROM u; END; SELECT 1",
            Write,
            2,
        ),
        (
            "CREATE PROCEDURE p() BEGIN IF a THEN SELECT 1; END IF; CASE b WHEN 1 THEN SELECT 2; END CASE; END; SELECT 1",
            Write,
            2,
        ),
        (
            "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END; SELECT 3",
            Write,
            2,
        ),
        (
            "CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM u; DELETE FROM v); SELECT 1",
            Write,
            2,
        ),
        ("CREATE TABLE t (a int); CREATE INDEX i ON t (a)", Write, 2),
        ("", Read, 0),
        (" ; ; ", Read, 0),
    ] {
        let analysis = analyze(sql);
        assert_eq!(
            (analysis.class, analysis.statements),
            (class, statements),
            "{sql}"
        );
    }
}
