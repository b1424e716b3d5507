use perf_runtime::perf;

#[perf]
async fn types<T: Send>() {}

#[perf]
async fn lifetimes<'a>() {}

#[perf]
async fn clause()
where
    String: Send,
{
}

fn main() {}
