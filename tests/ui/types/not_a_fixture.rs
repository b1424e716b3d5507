use perf_runtime::{User, load, perf};

#[derive(Clone)]
struct App;

#[perf(max_queries = 3)]
async fn one_of_two(_user: User, _app: App) {}

#[load(users = 5, duration = "1s")]
async fn both(_names: std::vec::Vec<String>, _: crate::App) {}
