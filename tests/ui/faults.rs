use perf_runtime::{load, perf};

#[perf(faults(error_rate = 2))]
async fn a_share_of_two() {}

#[perf(faults(latency = 20))]
async fn a_latency_without_a_unit() {}

#[load(users = 1, iterations = 5, faults(eror_rate = 0.5, latency = "1ms"))]
async fn misspelt() {}

#[perf(faults(packet_loss = 0.1))]
async fn unknown() {}

#[perf(faults())]
async fn nothing() {}

#[perf(faults)]
async fn without_brackets() {}

#[perf(faults = 0.3)]
async fn a_value() {}

#[perf(faults(seed = 7))]
async fn a_seed_alone() {}

#[perf(faults(error_rate = 0.75, disconnect_rate = 0.5))]
async fn more_than_all() {}

#[perf(faults(error_rate = 0.1, error_rate = 0.2, seed = -1))]
async fn twice_and_below_zero() {}

#[perf(faults(latency, error_rate = 0.1 seed = 7))]
async fn without_value_and_without_comma() {}

fn main() {}
