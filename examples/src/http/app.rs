//! What the handlers share, each part by itself.

use axum::extract::FromRef;

use super::rooms::Rooms;
use crate::agents::Agents;
use crate::db::Db;
use crate::home::Remembered;
use crate::options::Options;
use crate::passwords::Passwords;
use crate::projects;
use crate::resilience::Guard;

#[derive(Clone)]
pub(super) struct App {
    db: Db,
    passwords: Passwords,
    remembered: Remembered,
    projects: projects::Remembered,
    agents: Agents,
    guard: Guard,
    rooms: Rooms,
}

impl App {
    pub(super) fn new(db: Db, options: Options) -> Self {
        Self {
            db,
            passwords: options.passwords,
            remembered: Remembered::default(),
            projects: projects::Remembered::default(),
            agents: Agents::new(options.model),
            guard: Guard::new(options.database),
            rooms: Rooms::default(),
        }
    }
}

macro_rules! parts {
    ($($field:ident: $part:ty),* $(,)?) => {
        $(impl FromRef<App> for $part {
            fn from_ref(app: &App) -> Self {
                app.$field.clone()
            }
        })*
    };
}

parts!(
    db: Db,
    passwords: Passwords,
    remembered: Remembered,
    projects: projects::Remembered,
    agents: Agents,
    guard: Guard,
    rooms: Rooms,
);
