//! A command center for the technologies of a company: what is looked at, in which repositories it
//! lives, what is to be found out about it, and what is known already, by meaning.
//!
//! It is a service of axum and sqlx with plain pools, on SQLite or Postgres. [`router`] is the whole of
//! it; the binary adds a [`Config`] and a socket.

#![deny(unsafe_code)]

pub use config::Config;
pub use db::Db;
pub use http::{router, serve};
pub use model::Model;
pub use options::Options;
pub use passwords::Passwords;
pub use resilience::Policy;

mod agents;
mod api_keys;
mod audit;
mod clock;
mod config;
pub mod db;
mod design_jobs;
pub mod embedding;
mod error;
mod grouped;
mod home;
mod http;
mod hub;
mod knowledge;
mod lazy;
pub mod model;
mod options;
mod page;
mod passwords;
mod projects;
mod random;
mod repositories;
mod research;
mod resilience;
pub mod seed;
mod sessions;
mod settings;
mod specs;
mod technologies;
mod text;
mod users;
