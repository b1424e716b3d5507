//! Faults of which nothing would come, or more than there can be.

use crate::errors::Errors;
use crate::options::Options;
use crate::value::Value;

pub(super) fn check(options: &Options, errors: &mut Errors) {
    let (Some(entry), Some(Value::Parts(said))) =
        (options.entry("faults"), options.value("faults"))
    else {
        return;
    };
    // A value that cannot be read was to be something.
    let is_nothing = |part| match (said.entry(part), said.value(part)) {
        (None, _) => true,
        (_, Some(&Value::Number(rate))) => rate <= 0.0,
        _ => false,
    };
    if ["latency", "error_rate", "disconnect_rate"]
        .into_iter()
        .all(is_nothing)
    {
        errors.at(
            &entry.name,
            "nothing goes wrong: say what, as in `faults(latency = \"20ms\", error_rate = 0.3, seed = 7)`; \
             a parameter `faults: Faults` alone is enough for a body that switches them itself",
        );
    }
    if let (Some(&Value::Number(errors_rate)), Some(&Value::Number(disconnects))) =
        (said.value("error_rate"), said.value("disconnect_rate"))
        && errors_rate + disconnects > 1.0
    {
        errors.at(
            said.entry("disconnect_rate"),
            "with `error_rate` it is more than 1: a statement is hit once, so the two are 1 together at most",
        );
    }
}
