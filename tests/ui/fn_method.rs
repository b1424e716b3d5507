use perf_runtime::perf;

pub struct Suite;

impl Suite {
    #[perf]
    pub async fn case(&self) {}
}

fn main() {}
