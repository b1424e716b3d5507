//! `/api/v1/status`: how the service is doing, without a statement.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use sqlx::{Database, Pool};

use super::app::App;
use super::rooms::Rooms;
use crate::agents::{self, Agents};
use crate::db::{Db, on};
use crate::hub;
use crate::projects;
use crate::resilience::{self, Guard};

#[derive(Serialize)]
struct Status {
    pool: Connections,
    database: resilience::Figures,
    projects: projects::Figures,
    agents: agents::Figures,
    rooms: hub::Figures,
}

/// The connections of the pool.
#[derive(Serialize)]
struct Connections {
    open: u32,
    idle: usize,
    most: u32,
}

impl Connections {
    fn of<DB: Database>(pool: &Pool<DB>) -> Self {
        Self {
            open: pool.size(),
            idle: pool.num_idle(),
            most: pool.options().get_max_connections(),
        }
    }
}

pub(super) fn routes() -> Router<App> {
    Router::new().route("/", get(status))
}

async fn status(
    State(db): State<Db>,
    State(guard): State<Guard>,
    State(projects): State<projects::Remembered>,
    State(agents): State<Agents>,
    State(rooms): State<Rooms>,
) -> Json<Status> {
    Json(Status {
        pool: on!(&db, pool => Connections::of(pool)),
        database: guard.figures(),
        projects: projects.figures(),
        agents: agents.figures(),
        rooms: rooms.figures(),
    })
}
