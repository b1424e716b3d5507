//! The published schema of the record is made from the types that write it.

use schemars::generate::SchemaSettings;

use crate::store::record::{Record, SCHEMA};
use crate::testing::assert_golden;

#[test]
fn the_published_schema_is_that_of_the_record() {
    let schema = SchemaSettings::draft2020_12()
        // What may be missing in a record of an older version, for which readers have a default.
        .for_deserialize()
        .into_generator()
        .into_root_schema_for::<Record>();
    let mut schema = schema.to_value();
    schema["$id"] = format!(
        "https://raw.githubusercontent.com/perf-rs/perf/main/docs/schema/record-{SCHEMA}.json"
    )
    .into();
    schema["title"] = "The record of a performance test".into();
    schema["properties"]["schema"] = serde_json::json!({ "const": SCHEMA });
    let text = serde_json::to_string_pretty(&schema).expect("a schema is JSON");
    assert_golden(
        &format!("../docs/schema/record-{SCHEMA}.json"),
        &(text + "\n"),
    );
}
