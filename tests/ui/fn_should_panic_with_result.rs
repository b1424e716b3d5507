use perf_runtime::perf;

#[perf]
#[should_panic(expected = "no such user")]
async fn case() -> Result<(), String> {
    panic!("no such user")
}

fn main() {}
