//! Text that a client sent.

use serde::{Deserialize, Deserializer, de};

/// For `#[serde(deserialize_with)]`: text without white space at its ends, and not empty.
pub(crate) fn not_blank<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    match text.trim() {
        "" => Err(de::Error::custom("must not be blank")),
        trimmed => Ok(trimmed.to_owned()),
    }
}

/// For `#[serde(deserialize_with)]`: a new password, taken as it is.
pub(crate) fn password<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let password = String::deserialize(deserializer)?;
    if password.chars().count() < 8 {
        return Err(de::Error::custom("a password has at least 8 characters"));
    }
    Ok(password)
}
