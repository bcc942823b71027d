//! From what was asked for to facts.

use sneck_look::{Excludes, Limits, LookError};
use sneck_model::Facts;

use crate::arguments::Target;
use crate::exit::Failure;

/// Looks at the target and reads it.
pub fn facts(target: &Target) -> Result<Facts, Failure> {
    let tree = sneck_look::files(&target.path, &Limits::default(), &Excludes::none()).map_err(refused)?;
    Ok(sneck_read::facts(&tree))
}

fn refused(error: LookError) -> Failure {
    match error {
        LookError::Refused(..) => Failure::incomplete(error.to_string()),
        LookError::Missing(_) | LookError::NotAFolder(_) => Failure::usage(error.to_string()),
    }
}
