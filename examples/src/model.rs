//! The model that answers for the agents: another service, which may be slow, busy or away.

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::resilience::{Failed, Figures, Guard, Policy, Transient};
use crate::specs::Said;

/// A model, over HTTP.
#[derive(Debug, Clone)]
pub struct Model {
    http: reqwest::Client,
    url: String,
    guard: Guard,
}

/// Why a model did not answer.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(reqwest::Error);

/// Where the model is is nobody's business.
impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        Self(error.without_url())
    }
}

/// What it is asked: a conversation, of which it says the next sentence.
#[derive(Debug, Serialize)]
struct Prompt<'a> {
    messages: &'a [Said],
}

#[derive(Debug, Deserialize)]
struct Reply {
    reply: String,
}

impl Model {
    /// The model that takes its prompts at this URL.
    ///
    /// # Errors
    /// The system has no means to make an HTTP client.
    pub fn at(url: impl Into<String>, policy: Policy) -> Result<Self, Error> {
        Ok(Self {
            // It is in the house.
            http: reqwest::Client::builder().no_proxy().build()?,
            url: url.into(),
            guard: Guard::new(policy),
        })
    }

    pub(crate) async fn reply(&self, conversation: &[Said]) -> Result<String, Failed<Error>> {
        self.guard.call(|| self.ask(conversation)).await
    }

    async fn ask(&self, messages: &[Said]) -> Result<String, Error> {
        let asked = self.http.post(&self.url).json(&Prompt { messages });
        let reply: Reply = asked.send().await?.error_for_status()?.json().await?;
        Ok(reply.reply)
    }

    pub(crate) fn figures(&self) -> Figures {
        self.guard.figures()
    }
}

/// A model that refuses a prompt will refuse it again; one that is busy, broken or away may not.
impl Transient for Error {
    fn is_transient(&self) -> bool {
        match self.0.status() {
            Some(status) => status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS,
            None => !(self.0.is_builder() || self.0.is_decode()),
        }
    }
}
