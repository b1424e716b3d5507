//! What can go wrong, and what a client is told of it.

use std::sync::Arc;

use axum::Json;
use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sqlx::error::{DatabaseError, ErrorKind};

use crate::model;
use crate::resilience::{Failed, Transient as _};

pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("there is no such {0}")]
    NotFound(&'static str),
    #[error("sign in first, and send `Authorization: Bearer TOKEN`")]
    Unauthorized,
    #[error("wrong user name or password")]
    WrongPassword,
    #[error("{message}")]
    Rejected { status: StatusCode, message: String },
    #[error("there is one of this name already")]
    Taken(#[source] sqlx::Error),
    #[error("it refers to something that does not exist")]
    Dangling(#[source] sqlx::Error),
    #[error("the database failed")]
    Database(#[source] sqlx::Error),
    #[error("the password could not be hashed: {0}")]
    Password(String),
    #[error("the system has no random numbers")]
    Random(#[from] getrandom::Error),
    #[error("the database does not answer")]
    Away(#[source] Failed<sqlx::Error>),
    #[error("no model is set up")]
    NoModel,
    #[error("the model does not answer")]
    Model(#[from] Failed<model::Error>),
    #[error("too many wait already: come back later")]
    Busy,
    #[error("it took too long")]
    TooSlow,
    /// That of one request, for which others waited.
    #[error(transparent)]
    Shared(#[from] Arc<Self>),
}

impl Error {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Unauthorized | Self::WrongPassword => StatusCode::UNAUTHORIZED,
            Self::Rejected { status, .. } => *status,
            Self::Taken(_) => StatusCode::CONFLICT,
            Self::Dangling(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Database(_) | Self::Password(_) | Self::Random(_) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
            Self::Model(Failed::Error(_)) => StatusCode::BAD_GATEWAY,
            Self::Model(Failed::LeftAlone) | Self::Away(_) | Self::NoModel | Self::Busy => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Model(Failed::TooSlow(_)) | Self::TooSlow => StatusCode::GATEWAY_TIMEOUT,
            Self::Shared(error) => error.status(),
        }
    }
}

/// A constraint that does not hold is the client's mistake; anything else is ours.
impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let violated = error.as_database_error().map(DatabaseError::kind);
        match violated {
            Some(ErrorKind::UniqueViolation) => Self::Taken(error),
            Some(ErrorKind::ForeignKeyViolation) => Self::Dangling(error),
            _ => Self::Database(error),
        }
    }
}

/// What the database says is as if it had been asked once; that it does not answer is not.
impl From<Failed<sqlx::Error>> for Error {
    fn from(failed: Failed<sqlx::Error>) -> Self {
        match failed {
            Failed::Error(error) if !error.is_transient() => error.into(),
            away => Self::Away(away),
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        #[derive(Serialize)]
        struct Body {
            error: String,
        }

        let status = self.status();
        if status.is_server_error() {
            tracing::error!(error = ?self, "a request failed");
        }
        let message = match status {
            // What it was is for the log alone.
            StatusCode::INTERNAL_SERVER_ERROR => "internal error".to_owned(),
            _ => self.to_string(),
        };
        let mut response = (status, Json(Body { error: message })).into_response();
        if status == StatusCode::UNAUTHORIZED {
            response
                .headers_mut()
                .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
