//! Stack traces and errors of databases in answers, told by the form of their lines.
//!
//! A page that speaks of errors is none: a trace has frames, each in the form that its language prints, and it stands in
//! an answer that is an error, or in the field of a document that is there for one.

mod database;
mod frames;

use sneck_model::Exchange;

pub(crate) use database::{Leak, leak};
pub(crate) use frames::language;

/// Whether an answer is about an error: by its status, or because its document has a field for one.
pub(crate) fn is_about_an_error(answer: &Exchange) -> bool {
    if answer.status >= 400 {
        return true;
    }
    let body = answer.body.trim_start();
    let fields = ["\"error\"", "\"exception\"", "\"traceback\"", "\"stack\"", "\"trace\""];
    body.starts_with('{') && fields.iter().any(|field| body.contains(field))
}
