//! The published schema of the record, and the records that were left.

use std::collections::BTreeMap;
use std::path::Path;

use boon::{Compiler, Schemas};
use serde_json::Value;

/// Every record is as the schema says.
pub(crate) fn assert_kept(records: &BTreeMap<String, Value>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/schema/record-1.json");
    let path = path.to_str().expect("the path is UTF-8");
    let mut schemas = Schemas::new();
    let schema = Compiler::new()
        .compile(path, &mut schemas)
        .unwrap_or_else(|error| panic!("{error:#}"));
    for (name, record) in records {
        if let Err(error) = schemas.validate(record, schema) {
            panic!("{name}: {error:#}");
        }
    }
    // It says something: no record is without a verdict, or of another schema.
    let (_, record) = records.first_key_value().expect("there are records");
    for (key, wrong) in [("verdict", "perhaps".into()), ("schema", 2.into())] {
        let mut record = record.clone();
        record[key] = wrong;
        assert!(schemas.validate(&record, schema).is_err(), "{key}");
    }
}
