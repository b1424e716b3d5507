use perf_runtime::{User, perf};

#[perf(max_queries = 3)]
async fn case(user: User) {
    let index: String = user.index;
}

#[perf(max_querys = 3)]
async fn with_an_option_in_error(user: User) {
    let index: String = user.index;
}
