use crate::suggest::nearest;

const KEYS: [&str; 5] = ["max_queries", "max_ms", "users", "tags", "timeout"];

#[test]
fn only_what_is_near_is_suggested() {
    for (word, expected) in [
        ("max_querys", Some("max_queries")),
        ("max_queires", Some("max_queries")),
        ("MAX_MS", Some("max_ms")),
        ("user", Some("users")),
        ("tag", Some("tags")),
        ("time_out", Some("timeout")),
        ("", None),
        ("x", None),
        ("rate", None),
        ("severity", None),
    ] {
        assert_eq!(nearest(word, KEYS), expected, "{word}");
    }
}

#[test]
fn the_first_of_two_is_suggested() {
    assert_eq!(nearest("max_xs", ["max_as", "max_bs"]), Some("max_as"));
}
