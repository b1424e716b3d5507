use perf_runtime::perf;

#[perf(requires = "postgres")]
async fn first() {}

#[perf(requires = ["postgre", "mysql"])]
async fn second() {}

#[perf(requires = ["oracle"])]
async fn third() {}

fn main() {}
