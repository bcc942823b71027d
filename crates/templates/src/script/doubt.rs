//! Small decisions of a run: what is next, and what speaks against a match.

use sneck_model::{Message, Request};

use crate::template::Http;

/// What a block does next.
pub(super) enum Step {
    /// Sends.
    Send(Message),
    /// A name has no value: the next request may have all of them.
    Skip,
    /// The block is over.
    End,
}

/// What speaks against a match.
pub(super) enum Doubt {
    /// Nothing.
    None,
    /// Any name may get the same: it is asked again beside random names.
    Again(Box<Request>),
    /// Any password may be taken.
    Password,
    /// It shows nothing.
    Refuted,
}

/// The part that most of a block's tests look at, as a reader of the report looks for it.
pub(super) fn part(http: &Http) -> &'static str {
    let header = http.operators.matchers.iter().any(|matcher| matcher.part.contains("header"));
    let body = http.operators.matchers.iter().any(|matcher| matcher.part.contains("body"));
    if header && !body { "headers" } else { "body" }
}

/// The name of a payload that holds passwords.
pub(crate) fn is_password(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("pass") || name == "pwd" || name.ends_with("password")
}
