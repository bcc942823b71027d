//! Source code.

use sneck_model::Facts;

use crate::declared::Declared;
use crate::tree::Tree;

pub mod literals;
pub mod python;

/// Apps, environments, settings and items of the tree's source code.
pub fn read(_tree: &Tree, _declared: Vec<Declared>, _facts: &mut Facts) {}
