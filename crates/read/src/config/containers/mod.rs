//! What files say of containers, as settings: what they are made of, who they run as, what they may do, what they
//! publish, and what stands in their images.

mod about;
mod copied;
mod dockerfiles;
mod downloads;
mod drops;
mod limits;
mod members;
mod mounts;
mod products;
pub(in crate::config) mod reference;
mod rights;
mod sudo;
mod tools;
mod users;

use sneck_model::Facts;

use super::stack::Stack;
use crate::tree::Tree;

use about::About;

/// Reads every declared container and every Dockerfile.
pub fn settings(tree: &Tree, stack: &Stack, facts: &mut Facts) {
    for member in &stack.members {
        members::read(tree, member, facts);
    }
    dockerfiles::read(tree, stack, facts);
}
