//! Limits on time.

use perf_runtime::perf;

use super::books::ask_another_service;

#[perf(max_ms = 90)]
async fn two_answers_one_after_the_other() {
    ask_another_service().await;
    ask_another_service().await;
}

#[perf(max_ms = 90)]
async fn two_answers_side_by_side() {
    tokio::join!(ask_another_service(), ask_another_service());
}
