//! Reading is open to all; a handler that writes takes a [`SignedIn`].
//!
//! People show the token of a session, programs a key in the header `x-api-key`.

use axum::extract::{FromRef, FromRequestParts};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use crate::api_keys;
use crate::db::Db;
use crate::error::Error;
use crate::sessions::{self, Token};
use crate::users::User;

/// The token of the request, whether it is good or not.
pub(super) struct Bearer(pub(super) Token);

impl<S: Sync> FromRequestParts<S> for Bearer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let header = parts
            .headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let (scheme, token) = header
            .and_then(|value| value.split_once(' '))
            .ok_or(Error::Unauthorized)?;
        if scheme.eq_ignore_ascii_case("bearer") {
            Ok(Self(Token::from(token.trim())))
        } else {
            Err(Error::Unauthorized)
        }
    }
}

/// The user whose session or key it is.
pub(super) struct SignedIn(pub(super) User);

impl<S: Send + Sync> FromRequestParts<S> for SignedIn
where
    Db: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let db = Db::from_ref(state);
        let key = parts.headers.get("x-api-key");
        let user = if let Some(key) = key.and_then(|value| value.to_str().ok()) {
            api_keys::user(&db, key).await?
        } else {
            let Bearer(token) = Bearer::from_request_parts(parts, state).await?;
            sessions::user(&db, &token).await?
        };
        user.map(Self).ok_or(Error::Unauthorized)
    }
}
