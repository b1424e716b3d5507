//! Every case of the fixture.

use super::case::{Case, fails, ignored, passes, skipped};

const MEMORY_OK: [&str; 3] = ["max_allocs ok", "max_alloc ok", "max_peak ok"];

pub(super) const CASES: &[Case] = &[
    passes("baselines::boxes").budgets(&["max_allocs ok"]),
    passes("baselines::companies").runs(&[2]),
    passes("baselines::departments")
        .budgets(&["no_full_scan ok"])
        .runs(&[1]),
    passes("baselines::later_runs")
        .runs(&[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2]),
    passes("baselines::titles").runs(&[1]),
    passes("bodies::passes"),
    passes("bodies::passes_with_a_result"),
    passes("bodies::r#match"),
    passes("bodies::says_something"),
    passes("bodies::does_nothing_as_it_says").budgets(&["max_queries ok"]),
    passes("bodies::is_quick_enough")
        .budgets(&["max_ms ok", "mean_ms ok"])
        .runs(&[0; 5]),
    fails("bodies::does_nothing_and_does_not_say_so").budgets(&["max_queries blind"]),
    fails("bodies::fails"),
    fails("bodies::panics"),
    ignored("bodies::is_ignored"),
    ignored("bodies::sleeps_too_long"),
    ignored("bodies::is_ignored_with_a_reason"),
    passes("bodies::must_panic_and_does").but("failed"),
    passes("bodies::must_panic_with_a_text_and_does").but("failed"),
    passes("bodies::may_expect_a_part_of_the_report")
        .but("failed")
        .budgets(&["max_queries blind"]),
    fails("bodies::must_panic_with_a_text_and_has_another"),
    fails("bodies::must_panic_and_does_not").but("passed"),
    fails("bodies::never_ends"),
    fails("bodies::blocks_its_thread"),
    fails("bodies::a_task_panics_and_is_joined"),
    passes("bodies::a_task_panics_and_nobody_asks"),
    fails("bodies::its_fixture_fails").runs(&[]),
    fails("bodies::its_fixture_panics").runs(&[]),
    skipped("bodies::its_fixture_is_absent"),
    passes("limits::a_named_limit_holds").budgets(&["max_ms ok", "max_ms ok"]),
    passes("limits::the_attribute_is_laid_over_it").budgets(&["max_ms ok"]),
    fails("limits::a_named_limit_is_missed").budgets(&["min_queries fail", "max_ms ok"]),
    fails("limits::its_limit_is_not_there").runs(&[]),
    fails("limits::a_figure_is_too_low").budgets(&["metric(\"hit_rate\") fail"]),
    fails("limits::a_figure_was_never_recorded").budgets(&["metric(\"hit_rate\") blind"]),
    fails("limits::a_figure_is_no_number").budgets(&["metric(\"hit_rate\") blind"]),
    passes("limits::figures_of_the_warm_up_do_not_count")
        .budgets(&["metric(\"hit_rate\") ok"])
        .runs(&[0; 2]),
    passes("limits::a_figure_is_worth_a_warning").budgets(&[
        "metric(\"fixture_hit_rate\") ok",
        "metric(\"fixture_hit_rate\") warn",
    ]),
    fails("limits::the_limit_of_its_figure_is_not_there").runs(&[]),
    passes("limits::a_soft_limit_on_time_warns").budgets(&["max_ms ok", "max_ms warn"]),
    passes("limits::is_steady_enough")
        .budgets(&["stddev_ms ok"])
        .runs(&[0; 10]),
    fails("limits::is_far_over_in_its_only_run").budgets(&["max_ms fail"]),
    ignored("limits::cannot_run_twice"),
    fails("limits::a_load_records_a_figure_that_is_too_high")
        .budgets(&["max_error_rate ok", "metric(\"size\") fail"])
        .runs(&[4, 0, 0, 0, 0]),
    passes("limits::a_load_has_more_errors_than_are_well")
        .budgets(&["max_error_rate ok", "max_error_rate warn", "p50_ms ok"])
        .runs(&[10, 10, 0, 0, 0]),
    fails("bodies::takes_longer_with_more")
        .budgets(&["growth(time) fail"])
        .runs(&[0; 21]),
    passes("bodies::takes_no_longer_than_it_says")
        .budgets(&["growth(time) ok"])
        .runs(&[0; 21]),
    fails("bodies::nothing_asks_for_its_size")
        .budgets(&["sizes blind", "n_plus_one blind"])
        .runs(&[0; 3]),
    passes("loads::each_iteration_is_made_once")
        .budgets(&["max_error_rate ok"])
        .runs(&[1000, 0, 0, 0, 0]),
    passes("loads::half_of_them_may_fail")
        .budgets(&["max_error_rate ok"])
        .runs(&[50, 50, 0, 0, 0]),
    fails("loads::fewer_than_half_may_fail")
        .budgets(&["max_error_rate fail"])
        .runs(&[50, 50, 0, 0, 0]),
    fails("loads::none_may_fail_unless_it_says_so")
        .budgets(&["max_error_rate fail"])
        .runs(&[50, 50, 0, 0, 0]),
    fails("loads::all_of_them_panic")
        .budgets(&["max_error_rate fail", "p95_ms blind"])
        .runs(&[0, 0, 20, 0, 0]),
    fails("loads::none_makes_a_query")
        .budgets(&["max_queries blind", "max_error_rate ok"])
        .runs(&[10, 0, 0, 0, 0]),
    passes("loads::latency_is_that_of_the_successes")
        .budgets(&["max_error_rate ok", "p95_ms ok"])
        .runs(&[20, 20, 0, 0, 0]),
    ignored("interrupted::goes_on"),
    ignored("interrupted::never_ends"),
    ignored("interrupted::would_come_after"),
    fails("loads::is_ended_where_all_fail")
        .budgets(&["max_error_rate fail", "abort_on fail", "p95_ms blind"])
        .runs(&[0, 25, 0, 0, 0]),
    passes("loads::is_not_ended_where_half_fail")
        .budgets(&["max_error_rate ok", "abort_on ok"])
        .runs(&[50, 50, 0, 0, 0]),
    passes("loads::the_clock_begins_each")
        .budgets(&["max_error_rate ok", "max_dropped ok", "max_ms ok"])
        .runs(&[50, 50, 0, 0, 0]),
    fails("loads::the_clock_begins_each_and_some_fail")
        .budgets(&["max_error_rate fail", "max_dropped ok"])
        .runs(&[50, 50, 0, 0, 0]),
    fails("load_queries::one_more_in_one_of_them")
        .budgets(&["max_queries fail", "max_error_rate ok"])
        .runs(&[40, 0, 0, 0, 0]),
    passes("load_queries::three_in_each")
        .budgets(&["max_queries ok", "min_queries ok", "max_error_rate ok"])
        .runs(&[40, 0, 0, 0, 0]),
    fails("limits::faults_have_no_database").runs(&[]),
    passes("faults::what_fails_is_tried_again")
        .budgets(&["faults ok"])
        .runs(&[38]),
    fails("faults::what_fails_is_not_tried_again")
        .budgets(&["max_queries ok", "faults ok"])
        .runs(&[1]),
    passes("faults::none_of_few_is_hit")
        .budgets(&["faults warn"])
        .runs(&[1]),
    fails("faults::no_statement_is_there_to_be_hit").budgets(&["faults blind"]),
    fails("load_queries::faults_make_more_than_a_tenth_fail")
        .budgets(&["max_error_rate fail", "faults ok"])
        .runs(&[29, 11, 0, 0, 0]),
    passes("load_queries::each_wait_is_known")
        .budgets(&[
            "max_error_rate ok",
            "max_pool_wait_ms ok",
            "p95_pool_wait_ms ok",
        ])
        .runs(&[40, 0, 0, 0, 0]),
    fails("load_queries::nobody_knows_how_long_they_wait")
        .budgets(&[
            "max_error_rate ok",
            "max_pool_wait_ms blind",
            "p50_pool_wait_ms blind",
        ])
        .runs(&[8, 0, 0, 0, 0]),
    fails("queries::it_waits_too_long")
        .budgets(&["max_pool_wait_ms fail"])
        .runs(&[1]),
    fails("queries::nobody_knows_how_long_it_waits")
        .budgets(&["max_pool_wait_ms blind"])
        .runs(&[1]),
    passes("queries::its_own_pool_tells")
        .budgets(&["max_pool_wait_ms ok"])
        .runs(&[1]),
    fails("databases::its_dataset_fails").runs(&[]),
    fails("databases::its_dataset_panics").runs(&[]),
    fails("databases::its_dataset_has_no_tables").runs(&[]),
    passes("queries::is_at_its_limits")
        .budgets(&[
            "max_queries ok",
            "max_rows ok",
            "min_queries ok",
            "max_repeats ok",
        ])
        .runs(&[1]),
    fails("queries::one_where_none_may_be")
        .budgets(&["max_queries fail"])
        .runs(&[1]),
    fails("queries::too_few")
        .budgets(&["min_queries fail"])
        .runs(&[1]),
    fails("queries::the_same_query_again")
        .budgets(&["max_repeats fail"])
        .runs(&[2]),
    fails("queries::two_shapes_are_no_n_plus_one")
        .budgets(&["max_queries fail"])
        .runs(&[2]),
    fails("queries::a_query_for_each_company")
        .budgets(&["max_queries fail", "max_repeats fail", "n_plus_one fail"])
        .runs(&[51]),
    passes("queries::more_than_is_well")
        .budgets(&["max_queries ok", "max_queries warn", "max_rows ok"])
        .runs(&[2]),
    passes("queries::a_query_for_each_company_is_a_warning")
        .budgets(&["n_plus_one warn"])
        .runs(&[51]),
    fails("queries::too_many_of_each_kind")
        .budgets(&["max_reads fail", "max_writes fail", "max_rows fail"])
        .runs(&[4]),
    fails("queries::transaction_control_is_not_counted")
        .budgets(&["max_queries fail"])
        .runs(&[2]),
    fails("queries::a_task_makes_the_query")
        .budgets(&["max_queries fail"])
        .runs(&[1]),
    fails("queries::tasks_on_several_threads_make_them")
        .budgets(&["max_queries fail", "n_plus_one warn"])
        .runs(&[8]),
    fails("queries::panics_and_is_over")
        .budgets(&["max_queries fail"])
        .runs(&[1]),
    fails("queries::fails_and_is_over")
        .budgets(&["max_queries fail"])
        .runs(&[1]),
    fails("queries::a_statement_fails")
        .budgets(&["max_queries fail"])
        .runs(&[3]),
    fails("queries::only_the_measured_part_counts")
        .budgets(&["max_queries fail"])
        .runs(&[2]),
    fails("queries::statement_logging_is_disabled").budgets(&["max_queries blind"]),
    fails("queries::a_pool_of_its_own_is_counted_too")
        .budgets(&["max_queries fail"])
        .runs(&[2]),
    fails("queries::the_worst_of_several_runs_is_named")
        .budgets(&["max_queries fail"])
        .runs(&[1, 2, 3]),
    fails("queries::the_number_is_written_into_the_text")
        .budgets(&["max_repeats fail"])
        .runs(&[3]),
    fails("queries::five_of_a_shape_are_suspected")
        .budgets(&["n_plus_one fail"])
        .runs(&[5]),
    fails("queries::a_statement_of_a_megabyte")
        .budgets(&["max_queries fail"])
        .runs(&[1]),
    fails("queries::a_subscriber_of_the_thread_hides_them").budgets(&["max_queries blind"]),
    fails("queries::never_ends_after_a_query")
        .budgets(&["max_queries fail"])
        .runs(&[1]),
    fails("queries::blocks_its_thread_after_a_query")
        .budgets(&["max_queries fail"])
        .runs(&[1]),
    fails("queries::a_task_panics_after_a_query")
        .budgets(&["max_queries fail"])
        .runs(&[1]),
    passes("memory::a_vec").budgets(&MEMORY_OK),
    passes("memory::a_vec_that_grows").budgets(&MEMORY_OK),
    passes("memory::an_arc").budgets(&MEMORY_OK),
    passes("memory::boxes_one_by_one").budgets(&MEMORY_OK),
    passes("memory::one_buffer_after_the_other").budgets(&MEMORY_OK),
    passes("memory::only_the_measured_part_counts").budgets(&MEMORY_OK),
    passes("memory::tasks_allocate").budgets(&["max_allocs ok", "max_alloc ok"]),
    fails("memory::too_much_of_each").budgets(&[
        "max_allocs fail",
        "max_alloc fail",
        "max_peak fail",
    ]),
    fails("memory::two_callers_of_one_function").budgets(&[
        "max_allocs fail",
        "max_alloc fail",
        "max_peak fail",
    ]),
    fails("memory::a_task_is_over_in_the_measured_part").budgets(&["max_allocs fail"]),
    fails("memory::too_many_for_all_call_stacks").budgets(&["max_allocs fail"]),
    fails("memory::is_over_only_the_first_time").budgets(&["max_allocs fail"]),
    fails("memory::remembers_each_visitor").budgets(&["max_leak fail"]),
    passes("memory::leaves_nothing").budgets(&["max_leak ok"]),
    fails("memory::leaves_64_kib_each_time").budgets(&["max_leak fail"]),
    passes("memory::another_thread_frees_it").budgets(&["max_leak ok"]),
    fails("memory::can_run_only_once").budgets(&["max_leak blind"]),
    fails("memory::allocates_for_each_one")
        .budgets(&["growth(allocs) fail"])
        .runs(&[0; 2]),
    passes("memory::allocates_for_each_one_as_it_says")
        .budgets(&["growth(allocs) ok"])
        .runs(&[0; 2]),
    fails("memory::the_worst_of_several_runs_is_named")
        .budgets(&["max_allocs fail"])
        .runs(&[0; 3]),
    fails("growth::a_query_for_each_company_is_proved")
        .budgets(&["n_plus_one fail"])
        .runs(&[3, 4]),
    passes("growth::all_companies_at_once_are_cleared")
        .budgets(&["growth(queries) ok", "growth(rows) ok", "n_plus_one ok"])
        .runs(&[1, 1]),
    fails("growth::each_limit_is_judged_at_each_size")
        .budgets(&[
            "max_queries fail",
            "min_queries fail",
            "growth(queries) fail",
            "n_plus_one warn",
        ])
        .runs(&[6, 11, 101]),
    passes("growth::a_query_for_each_page_is_told")
        .budgets(&["n_plus_one warn"])
        .runs(&[2, 11, 101]),
    passes("growth::a_query_for_each_page_is_claimed")
        .budgets(&["growth(queries) ok", "growth(rows) ok", "n_plus_one ok"])
        .runs(&[2, 11, 101]),
    fails("growth::a_query_for_each_book_of_a_page_is_proved")
        .budgets(&["n_plus_one fail"])
        .runs(&[11, 21]),
    fails("growth::a_page_that_is_always_full_is_not_cleared")
        .budgets(&["n_plus_one fail"])
        .runs(&[21, 21]),
    passes("growth::writes_are_no_n_plus_one")
        .budgets(&["n_plus_one ok"])
        .runs(&[2, 6]),
    fails("growth::a_cold_cache_is_told")
        .budgets(&["growth(queries) blind", "n_plus_one blind"])
        .runs(&[21, 13, 13]),
    passes("growth::a_warm_cache_is_constant")
        .budgets(&["growth(queries) ok", "n_plus_one ok"])
        .runs(&[13, 13, 13]),
    fails("growth::no_query_at_any_size")
        .budgets(&["growth(queries) blind", "n_plus_one blind"])
        .runs(&[0, 0]),
    fails("growth::no_query_and_no_claim")
        .budgets(&["n_plus_one blind"])
        .runs(&[0, 0]),
    fails("growth::the_dataset_knows_no_size")
        .budgets(&["sizes blind", "growth(queries) blind", "n_plus_one blind"])
        .runs(&[1, 1]),
    fails("growth::it_fails_at_a_size")
        .budgets(&["max_queries ok"])
        .runs(&[1, 1]),
    fails("growth::its_dataset_fails_at_a_size").runs(&[1]),
    fails("sqlite::it_reads_in_full_at_each_size")
        .budgets(&["max_rows_scanned fail", "no_full_scan fail"])
        .runs(&[1, 1]),
    fails("plans::a_table_is_read_in_full")
        .budgets(&["no_full_scan fail"])
        .runs(&[3]),
    passes("plans::an_index_serves")
        .budgets(&["no_full_scan ok", "uses_index ok"])
        .runs(&[2]),
    passes("plans::a_table_may_be_read_in_full")
        .budgets(&["no_full_scan ok"])
        .runs(&[1]),
    fails("plans::a_change_reads_in_full")
        .budgets(&["no_full_scan fail"])
        .runs(&[1]),
    fails("plans::a_whole_index_is_counted")
        .budgets(&["no_full_scan fail"])
        .runs(&[1]),
    fails("plans::an_index_is_not_used")
        .budgets(&["uses_index fail"])
        .runs(&[1]),
    fails("plans::an_index_is_not_there")
        .budgets(&["uses_index fail"])
        .runs(&[1]),
    fails("plans::several_statements_in_one_text")
        .budgets(&["no_full_scan blind"])
        .runs(&[1]),
    fails("plans::no_statement_has_a_plan").budgets(&["no_full_scan blind", "uses_index blind"]),
    passes("plans::few_rows_are_scanned")
        .budgets(&["max_rows_scanned ok"])
        .runs(&[2]),
    fails("plans::too_many_rows_are_scanned")
        .budgets(&["max_rows_scanned fail"])
        .runs(&[1]),
    fails("sqlite::too_many_steps")
        .budgets(&["max_vm_steps fail"])
        .runs(&[4]),
    fails("sqlite::a_trigger_reads_in_full")
        .budgets(&["no_full_scan fail"])
        .runs(&[1]),
    fails("sqlite::it_counts_no_buffers")
        .budgets(&["max_buffers blind"])
        .runs(&[1]),
    fails("postgres::too_many_buffers")
        .budgets(&["max_buffers fail"])
        .runs(&[2]),
    fails("postgres::it_counts_no_steps")
        .budgets(&["max_vm_steps blind"])
        .runs(&[1]),
    fails("sqlite::its_trace_hook_is_taken")
        .budgets(&["max_vm_steps blind"])
        .runs(&[1]),
    fails("postgres::a_large_table_is_judged_by_the_choice")
        .budgets(&["no_full_scan fail"])
        .runs(&[2]),
    fails("sqlite::its_file_is_removed")
        .budgets(&["max_queries ok"])
        .runs(&[1]),
    fails("postgres::its_backend_is_terminated")
        .budgets(&["max_queries ok"])
        .runs(&[3]),
    fails("mysql::its_connection_is_killed")
        .budgets(&["max_queries ok"])
        .runs(&[3]),
    fails("mysql::it_tells_no_plans")
        .budgets(&["max_rows_scanned blind", "no_full_scan blind"])
        .runs(&[1]),
];
