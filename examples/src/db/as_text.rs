//! Enums that both databases keep as text, with a CHECK on the column.
//!
//! `#[derive(sqlx::Type)]` would ask Postgres for the type's number by its name, once a connection.

/// Says how each variant is written: `as_text!(Stage { Assess = "assess", .. })`.
macro_rules! as_text {
    ($name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        impl<DB: sqlx::Database> sqlx::Type<DB> for $name
        where
            str: sqlx::Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                <str as sqlx::Type<DB>>::type_info()
            }

            fn compatible(ty: &DB::TypeInfo) -> bool {
                <str as sqlx::Type<DB>>::compatible(ty)
            }
        }

        impl<'q, DB: sqlx::Database> sqlx::Encode<'q, DB> for $name
        where
            &'q str: sqlx::Encode<'q, DB>,
        {
            fn encode_by_ref(
                &self,
                buffer: &mut DB::ArgumentBuffer,
            ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
                let text: &'q str = match self {
                    $(Self::$variant => $text,)+
                };
                text.encode_by_ref(buffer)
            }
        }

        impl<'r, DB: sqlx::Database> sqlx::Decode<'r, DB> for $name
        where
            &'r str: sqlx::Decode<'r, DB>,
        {
            fn decode(value: DB::ValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
                match <&'r str>::decode(value)? {
                    $($text => Ok(Self::$variant),)+
                    other => Err(format!(concat!("`{}` is no ", stringify!($name)), other).into()),
                }
            }
        }
    };
}

pub(crate) use as_text;
