use perf_runtime::perf;

#[perf]
async unsafe fn without_contract() {}

#[perf]
extern "C" fn foreign() {}

#[perf]
const fn constant() {}

fn main() {}
