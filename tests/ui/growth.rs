use perf_runtime::perf;

#[perf(sizes = [100, 10, 10, 1000], growth(queries = "constant"))]
async fn sizes_out_of_order() {}

#[perf(sizes = [10])]
async fn one_size() {}

#[perf(sizes = [0, 10])]
async fn size_of_nothing() {}

#[perf(size = 10, sizes = [10, 100])]
async fn size_and_sizes() {}

#[perf(growth(queries = "constant"))]
async fn growth_of_one_size() {}

#[perf(sizes = [10, 100], growth(querys = "constant", rows = "linaer", time = "linear", time))]
async fn misspelt() {}

#[perf(sizes = [10, 100], growth = "linear")]
async fn growth_of_what() {}

#[perf(sizes = [10, 100, 1000], growth(time = "linear"), iterations = 3)]
async fn few_times() {}

fn main() {}
