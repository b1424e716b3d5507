use std::rc::Rc;

use perf_runtime::load;

#[load(users = 5, duration = "1s")]
async fn case() {
    let shared = Rc::new(5);
    std::future::ready(()).await;
    drop(shared);
}
