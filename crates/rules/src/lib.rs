//! One file, one rule.

use sneck_model::Rule;

/// Every rule, sorted by id.
pub static RULES: &[&Rule] = &[];
