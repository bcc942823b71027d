//! Words on the command line that stand for values of the model.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use sneck_model::Severity;

const NONE: &str = "none";

/// Parses the name of a severity.
pub fn severity() -> impl TypedValueParser<Value = Severity> {
    PossibleValuesParser::new(Severity::ALL.map(Severity::name))
        .try_map(|name| Severity::named(&name).ok_or("no severity has that name"))
}

/// Parses the name of a severity, or `none` for none at all.
pub fn threshold() -> impl TypedValueParser<Value = Threshold> {
    let names = Severity::ALL.map(Severity::name).into_iter().chain([NONE]);
    PossibleValuesParser::new(names).map(|name| Threshold(Severity::named(&name)))
}

/// From which severity on a run fails; never, when there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold(pub Option<Severity>);

impl Threshold {
    /// Says whether a severity reaches it.
    pub fn reached(self, severity: Severity) -> bool {
        self.0.is_some_and(|least| severity >= least)
    }
}
