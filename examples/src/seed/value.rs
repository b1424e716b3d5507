//! One value of a row.

use std::borrow::Cow;

use sqlx::query_builder::Separated;
use sqlx::{Database, Encode, Type};

/// One value of a row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// A whole number.
    Int(i64),
    /// Text.
    Text(Cow<'static, str>),
    /// NULL in a column of whole numbers: no other column takes it.
    Null,
}

impl Value {
    /// Binds it as the next value of a row of `VALUES (..), (..)`.
    pub(super) fn bind<DB>(self, row: &mut Separated<'_, DB, &'static str>)
    where
        DB: Database,
        i64: for<'q> Encode<'q, DB> + Type<DB>,
        Option<i64>: for<'q> Encode<'q, DB> + Type<DB>,
        Cow<'static, str>: for<'q> Encode<'q, DB> + Type<DB>,
    {
        match self {
            Self::Int(int) => row.push_bind(int),
            Self::Text(text) => row.push_bind(text),
            Self::Null => row.push_bind(None::<i64>),
        };
    }
}

impl From<i64> for Value {
    fn from(int: i64) -> Self {
        Self::Int(int)
    }
}

impl From<Option<i64>> for Value {
    fn from(int: Option<i64>) -> Self {
        int.map_or(Self::Null, Self::Int)
    }
}

impl From<&'static str> for Value {
    fn from(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}
