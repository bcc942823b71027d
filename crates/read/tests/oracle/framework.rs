//! What is compared of a framework.

use sneck_model::Key;

use crate::corpus;

/// How values of a setting are compared.
#[derive(Clone, Copy)]
pub enum By {
    /// Python's truth, which is all that the framework asks of them.
    Truth,
    /// Python's truth, and none apart from it.
    TruthOrNone,
    /// The same value; for secrets, the same bytes.
    Value,
    /// The same parts between semicolons or commas, in any order.
    Policy,
    /// Lists of the same names, modules apart.
    Names,
    /// The same value, where none, false and empty are one.
    ValueOrNothing,
}

/// A name in the real answer, the key that it is read into, and how they are compared.
pub type Row = (&'static str, Key, By);

/// A framework, as the oracle knows it.
pub struct Framework {
    /// The part of the driver that asks it: `tests/oracle/oracle_driver/of_NAME.py`.
    pub name: &'static str,
    /// The virtual environments with its releases.
    pub environments: &'static [&'static str],
    /// Packages that a project without pins of its own gets from the list of the environment; the framework first.
    pub pins: &'static [&'static str],
    /// The configuration. It is compared whether or not it is set.
    pub config: &'static [Row],
    /// What is not always to be seen, and compared when it is: parts of the answer with their rows.
    pub seen: &'static [(&'static str, &'static [Row])],
    /// What it means that sneck does not speak of a setting, in JSON: the default, which no rule has to judge.
    pub silence: &'static [(&'static str, &'static str)],
    /// Files of the corpus: their theme and text.
    pub corpus: corpus::Themes,
}

/// Headers of an answer.
pub const HEADERS: &[Row] = &[
    ("Strict-Transport-Security", Key::HEADER_HSTS, By::Value),
    ("Content-Security-Policy", Key::HEADER_CSP, By::Policy),
    ("X-Frame-Options", Key::HEADER_FRAME_OPTIONS, By::Value),
    ("X-Content-Type-Options", Key::HEADER_CONTENT_TYPE_OPTIONS, By::Value),
    ("Referrer-Policy", Key::HEADER_REFERRER_POLICY, By::Value),
    ("Permissions-Policy", Key::HEADER_PERMISSIONS_POLICY, By::Policy),
    ("Cross-Origin-Opener-Policy", Key::HEADER_OPENER_POLICY, By::Value),
];
