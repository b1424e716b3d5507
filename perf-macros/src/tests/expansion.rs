use proc_macro2::TokenStream;
use quote::quote;

use super::expanded;

#[track_caller]
fn assert_expands(line: &str, expected: &TokenStream) {
    assert_eq!(expanded(line), expected.to_string());
}

#[track_caller]
fn assert_contains(line: &str, expected: &TokenStream) {
    let expanded = expanded(line);
    assert!(
        expanded.contains(&expected.to_string()),
        "{line}\nno `{expected}` in\n{expanded}"
    );
}

#[test]
fn a_case_is_data_and_a_test() {
    assert_expands(
        r#"#[perf(max_queries = 3, dataset = data::large)]
        #[ignore = "slow"]
        async fn list(db: SqlitePool, _: User) -> anyhow::Result<()> { body(db).await }"#,
        &quote! {
            #[cfg(test)]
            const _: () = {
                use ::perf_runtime::__private as __perf;
                #[allow(clippy::unused_async)]
                async fn list(db: SqlitePool, _: User) -> anyhow::Result<()> { body(db).await }
                static __CASE: __perf::Case = __perf::Case {
                    name: "list",
                    module: ::core::module_path!(),
                    file: ::core::file!(),
                    line: ::core::line!(),
                    manifest_dir: ::core::env!("CARGO_MANIFEST_DIR"),
                    package: ::core::env!("CARGO_PKG_NAME"),
                    ignore: __perf::Ignore::Because("slow"),
                    should_panic: __perf::ShouldPanic::No,
                    options: __perf::Options {
                        max_queries: ::core::option::Option::Some(3),
                        dataset: ::core::option::Option::Some(__perf::Dataset {
                            name: "data::large",
                            identity: || __perf::identity(&data::large),
                            seed: |seeding| __perf::seed(&data::large, seeding)
                        }),
                        ..__perf::Options::NONE
                    },
                    body: __perf::Body::Perf(|cx| __perf::perf_body(
                        cx,
                        &["db", "_"],
                        |(argument0, argument1,): (
                            <SqlitePool as __perf::Parameter>::Value,
                            <User as __perf::Parameter>::Value,
                        )| list(argument0, argument1)
                    )),
                };
                __perf::inventory::submit! { __perf::Registered(&__CASE) }
            };
            #[cfg(test)]
            #[::core::prelude::v1::test]
            #[ignore = "slow"]
            #[allow(non_snake_case)]
            fn list() {
                ::perf_runtime::__private::run_test(::core::module_path!(), "list", ::core::line!())
            }
        },
    );
}

#[test]
fn each_value_becomes_its_field() {
    let some = |value: TokenStream| quote!(::core::option::Option::Some(#value));
    let time = |seconds: u64, nanos: u32| quote!(::core::time::Duration::new(#seconds, #nanos));
    let (second_and_half, five_seconds) = (time(1, 500_000_000), time(5, 0));
    let rows = [
        ("max_rows = 1_000", "max_rows", some(quote!(1000))),
        ("max_ms = 500", "max_ms", some(quote!(500f64))),
        ("mean_ms = 0.5", "mean_ms", some(quote!(0.5f64))),
        (
            "timeout = \"1.5s\"",
            "timeout",
            some(second_and_half.clone()),
        ),
        ("timeout = \"1500 ms\"", "timeout", some(second_and_half)),
        ("timeout = \"2m\"", "timeout", some(time(120, 0))),
        ("timeout = \"1h\"", "timeout", some(time(3600, 0))),
        (
            "warmup = 2",
            "warmup",
            some(quote!(__perf::Warmup::Runs(2u64))),
        ),
        (
            "warmup = \"5s\"",
            "warmup",
            some(quote!(__perf::Warmup::Time(#five_seconds))),
        ),
        ("duration = \"5s\"", "duration", some(five_seconds.clone())),
        ("max_error_rate = 1", "max_error_rate", some(quote!(1f64))),
        ("max_error_rate = 0", "max_error_rate", some(quote!(0f64))),
        (
            "n_plus_one = \"deny\"",
            "n_plus_one",
            some(quote!(__perf::NPlusOne::Deny)),
        ),
        (
            "runtime = \"current_thread\"",
            "runtime",
            some(quote!(__perf::Flavor::CurrentThread)),
        ),
        (
            "severity = \"low\"",
            "severity",
            some(quote!(__perf::Severity::Low)),
        ),
        ("category = \"a b\"", "category", some(quote!("a b"))),
        ("tags = [\"a\", \"b\"]", "tags", quote!(&["a", "b"])),
        (
            "requires = [\"postgres\", \"mysql\"]",
            "requires",
            quote!(&[__perf::Requirement::Postgres, __perf::Requirement::MySql]),
        ),
        (
            "migrator = crate::MIGRATOR",
            "migrator",
            some(quote!(|| &crate::MIGRATOR)),
        ),
        (
            "p99_9_ms = 20, p50_ms = 1.5",
            "percentiles",
            quote!(&[(99.9f64, 20f64), (50f64, 1.5f64)]),
        ),
    ];
    for (option, field, value) in rows {
        let load = if option.starts_with("duration") {
            ""
        } else {
            ", duration = \"9h\""
        };
        let field = syn::Ident::new(field, proc_macro2::Span::call_site());
        assert_contains(
            &format!("#[load(users = 2, {option}{load})]"),
            &quote!(#field: #value,),
        );
    }
    assert_contains(
        "#[perf(verdict = \"strict\")]",
        &quote!(verdict: ::core::option::Option::Some(__perf::Rule::Strict)),
    );
}

#[test]
fn soft_limits_and_figures_are_options_of_their_own() {
    assert_contains(
        "#[perf(max_ms = 5, warn(max_ms = 3, metric(\"x\", min = 0.5)))]",
        &quote!(warn: ::core::option::Option::Some(&__perf::Options {
            max_ms: ::core::option::Option::Some(3f64),
            metrics: &[__perf::Metric {
                name: "x",
                min: ::core::option::Option::Some(0.5f64),
                max: ::core::option::Option::None
            }],
            ..__perf::Options::NONE
        }),),
    );
    assert_contains(
        "#[perf(verdict = \"once\")]",
        &quote!(verdict: ::core::option::Option::Some(__perf::Rule::Once)),
    );
}

#[test]
fn a_load_has_a_body_of_its_own() {
    assert_contains(
        "#[load(users = 2, iterations = 5)]",
        &quote!(body: __perf::Body::Load(|cx| __perf::load_body(cx, &[], |(): ()| case()))),
    );
}

#[test]
fn each_attribute_of_the_function_goes_where_it_works() {
    assert_expands(
        r#"#[perf(max_ms = 5ms)]
        #[doc = "Docs."]
        #[cfg(unix)]
        #[expect(unused, reason = "r")]
        #[ignore]
        #[should_panic(expected = "boom")]
        #[inline]
        pub(crate) async fn r#match() {}"#,
        &quote! {
            ::core::compile_error! { "write `max_ms = 5`: milliseconds as a number above 0" }
            #[cfg(unix)]
            #[cfg(test)]
            #[expect(unused, reason = "r")]
            const _: () = {
                #[allow(dead_code)]
                #[inline]
                #[allow(clippy::unused_async)]
                async fn r#match() {}
            };
            #[doc = "Docs."]
            #[cfg(unix)]
            #[cfg(test)]
            #[::core::prelude::v1::test]
            #[ignore]
            #[should_panic(expected = "boom")]
            #[allow(non_snake_case)]
            pub(crate) fn r#match() {}
        },
    );
}

#[test]
fn ignore_and_should_panic_are_data_too() {
    for (attribute, field) in [
        (
            "",
            quote!(ignore: __perf::Ignore::No, should_panic: __perf::ShouldPanic::No),
        ),
        ("#[ignore]", quote!(ignore: __perf::Ignore::Yes)),
        (
            "#[ignore = \"r\"]",
            quote!(ignore: __perf::Ignore::Because("r")),
        ),
        (
            "#[should_panic]",
            quote!(should_panic: __perf::ShouldPanic::Yes),
        ),
        (
            "#[should_panic = \"t\"]",
            quote!(should_panic: __perf::ShouldPanic::With("t")),
        ),
        (
            "#[should_panic(expected = \"t\")]",
            quote!(should_panic: __perf::ShouldPanic::With("t")),
        ),
    ] {
        assert_contains(&format!("#[perf] {attribute} async fn case() {{}}"), &field);
    }
}

#[test]
fn a_raw_function_keeps_its_mark_as_under_libtest_and_a_raw_parameter_does_not() {
    assert_contains("#[perf] async fn r#match() {}", &quote!(name: "r#match"));
    assert_contains("#[perf] async fn r#match() {}", &quote!(fn r#match()));
    assert_contains("#[perf] async fn case(r#type: User) {}", &quote!(&["type"]));
}

#[test]
fn the_crate_is_found_under_another_name() {
    assert_contains(
        "#[perf(crate = a::b)]",
        &quote!(
            use a::b::__private as __perf;
        ),
    );
    assert_contains("#[perf(crate = a::b)]", &quote!(a::b::__private::run_test));
}

#[test]
fn every_error_is_one_and_the_test_stays() {
    let expanded = expanded(
        "#[perf(max_querys = 3, max_ms = \"5ms\", timeout = 5)] #[test] fn sync(db: Db) { half. }",
    );
    assert_eq!(expanded.matches("compile_error").count(), 4);
    assert!(
        expanded.contains(&quote!(fn sync(db: Db) { half. }).to_string()),
        "{expanded}"
    );
    assert_eq!(
        expanded
            .matches(&quote!(#[::core::prelude::v1::test]).to_string())
            .count(),
        1
    );
}

#[test]
fn what_is_no_function_by_itself_stays_as_it_is() {
    assert_expands(
        "#[perf] async fn method(&self) -> u8 { 1 }",
        &quote! {
            ::core::compile_error! { "a perf test is a function by itself, without `self`" }
            #[allow(clippy::unused_async)]
            async fn method(&self) -> u8 { 1 }
        },
    );
    assert_expands(
        "#[perf] #[derive(Debug)] struct Case;",
        &quote! {
            ::core::compile_error! { "put `#[perf]` on an `async fn` with a body" }
            #[derive(Debug)] struct Case;
        },
    );
}
