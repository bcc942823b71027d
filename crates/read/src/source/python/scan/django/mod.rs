//! What is Django's own in a file: its names for requests and answers, and its URL patterns.

mod classes;
mod names;
mod urls;

pub use classes::{guard, is_exempted};
pub use names::{CANONICAL, is_request};
pub use urls::{Known, Pattern, ViewClass, patterns, routes};
