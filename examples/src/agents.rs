//! Agents that take part in the conversations of the specification tool.

use std::sync::Arc;

use serde::Serialize;
use tokio::sync::Semaphore;

use crate::db::Db;
use crate::error::{Error, Result};
use crate::model::Model;
use crate::resilience;
use crate::specs::{self, Said};

/// Questions that are answered or wait for it. Who comes later is told so, instead of waiting in vain.
const PLACES: usize = 500;

/// Messages of a conversation that the model is shown.
const CONTEXT: u8 = 20;

/// The queue in front of the model.
#[derive(Debug, Clone)]
pub(crate) struct Agents {
    model: Option<Model>,
    places: Arc<Semaphore>,
}

/// How the queue is now.
#[derive(Debug, Serialize)]
pub(crate) struct Figures {
    /// Questions that are answered or wait for it.
    asked: usize,
    model: Option<resilience::Figures>,
}

impl Agents {
    pub(crate) fn new(model: Option<Model>) -> Self {
        Self {
            model,
            places: Arc::new(Semaphore::new(PLACES)),
        }
    }

    /// Three statements and the model's word. No connection is held while the model thinks.
    pub(crate) async fn answer(&self, db: &Db, session: i64, question: String) -> Result<String> {
        let model = self.model.as_ref().ok_or(Error::NoModel)?;
        let _place = self.places.try_acquire().map_err(|_| Error::Busy)?;
        specs::find(db, session).await?;
        let mut conversation = specs::last_said(db, session, CONTEXT).await?;
        conversation.push(Said::by_user(question));
        let reply = model.reply(&conversation).await?;
        let asked = conversation.pop();
        let said = asked.into_iter().chain([Said::by_assistant(reply.clone())]);
        specs::say(db, session, said.collect()).await?;
        Ok(reply)
    }

    pub(crate) fn figures(&self) -> Figures {
        Figures {
            asked: PLACES - self.places.available_permits(),
            model: self.model.as_ref().map(Model::figures),
        }
    }
}
