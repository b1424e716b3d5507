//! What sqlx asks a database for itself.
//!
//! The match is as narrow as it can be, since a statement of the application that was taken for one
//! of these would not be counted: all of the text that sqlx always writes must be there. The texts
//! are those of sqlx-postgres 0.9, `src/connection/{resolve,describe}.rs` and `src/listener.rs`.
//! sqlx-sqlite and sqlx-mysql ask with PRAGMA and SET alone.

/// A look-up in the catalog: the beginning and the end of its shape, around what is looked up.
struct CatalogQuery {
    begin: &'static str,
    end: &'static str,
}

const CATALOG: &[CatalogQuery] = &[
    // Types that the connection has not met: enums, domains, composites, extensions.
    CatalogQuery {
        begin: "SELECT pg_type.oid, pg_type.oid::regtype::text pretty_name, typname catalog_name, original_name, typtype, \
                typcategory, NULLIF(typelem, ?::oid) typelem, NULLIF(typbasetype, ?::oid) typbasetype, rngsubtype, \
                COALESCE((SELECT array_agg(enumlabel) FROM (SELECT * FROM pg_catalog.pg_enum WHERE enumtypid = pg_type.oid \
                ORDER BY enumsortorder) labels), ?) enum_labels, \
                COALESCE((SELECT array_agg((attname, atttypid)) FROM (SELECT * FROM pg_catalog.pg_attribute \
                WHERE attrelid = pg_type.typrelid AND NOT attisdropped AND attnum > ? ORDER BY attnum) attributes), ?) \
                record_attributes FROM (SELECT DISTINCT ON (lookup_oid) original_name, lookup_oid FROM (VALUES (",
        end: ")) lookup_inner(original_name, lookup_oid) ORDER BY lookup_oid) type_lookup \
              INNER JOIN pg_catalog.pg_type ON type_lookup.lookup_oid = pg_type.oid \
              LEFT JOIN pg_catalog.pg_range ON pg_type.oid = pg_range.rngtypid",
    },
    // Tables that columns come from.
    CatalogQuery {
        begin: "SELECT attrelid table_oid, attrelid::regclass::text table_name, array_agg(ROW(attnum, attname)) AS columns \
                FROM (VALUES (",
        end: ")) lookup(table_oid, attribute_num) INNER JOIN pg_catalog.pg_attribute \
              ON lookup.table_oid = attrelid AND lookup.attribute_num = attnum GROUP BY attrelid",
    },
    // Whether columns can be NULL.
    CatalogQuery {
        begin: "SELECT NOT attnotnull FROM ((SELECT ?::int4 AS idx, ?::int4 AS table_id, ?::int2 AS col_idx)",
        end: ") AS col LEFT JOIN pg_catalog.pg_attribute ON table_id IS NOT NULL AND attrelid = table_id \
              AND attnum = col_idx ORDER BY idx",
    },
];

/// Whether a shape is that of a statement which sqlx makes by itself.
pub(super) fn is_of_driver(shape: &str) -> bool {
    let is_catalog = CATALOG.iter().any(|known| {
        shape
            .strip_prefix(known.begin)
            .is_some_and(|rest| rest.ends_with(known.end))
    });
    // sqlx unlistens when a listener is dropped.
    is_catalog || is_plan(shape) || shape == "UNLISTEN *"
}

/// Whether columns can be NULL, from the plan of a statement that only sqlx has a name for.
fn is_plan(shape: &str) -> bool {
    shape
        .strip_prefix("EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE sqlx_s_")
        .is_some_and(|rest| {
            let arguments = rest.trim_start_matches(|ch: char| ch.is_ascii_digit());
            arguments.is_empty() || (arguments.starts_with("(NULL") && arguments.ends_with(')'))
        })
}
