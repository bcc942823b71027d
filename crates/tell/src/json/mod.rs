//! JSON for machines: the report (`docs/report.schema.json`) and the facts (`docs/facts.md`).

mod facts;
mod report;
mod step;
mod value;

use std::io::{self, Write};

use serde_json::Value as Json;

pub(crate) use step::steps;

pub use facts::facts_json;
pub use report::report_json;
pub use value::plain;

/// Writes a document with two spaces of indentation and a line end.
pub(crate) fn write(document: &Json, to: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *to, document)?;
    to.write_all(b"\n")
}
