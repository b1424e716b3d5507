//! Which part of a list a client wants.

use serde::Deserialize;

/// `?limit=..&offset=..`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "Written")]
pub(crate) struct Page {
    pub(crate) limit: i64,
    pub(crate) offset: i64,
}

#[derive(Deserialize)]
struct Written {
    #[serde(default = "Written::limit")]
    limit: i64,
    #[serde(default)]
    offset: i64,
}

impl Written {
    fn limit() -> i64 {
        50
    }
}

impl TryFrom<Written> for Page {
    type Error = &'static str;

    fn try_from(Written { limit, offset }: Written) -> Result<Self, Self::Error> {
        match (limit, offset) {
            (1..=100, 0..) => Ok(Self { limit, offset }),
            (1..=100, _) => Err("offset must not be negative"),
            _ => Err("limit must be from 1 to 100"),
        }
    }
}
