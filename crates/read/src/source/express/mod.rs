//! Express: apps of Node, as far as their programs set them up.
//!
//! A program is run as each environment starts it (`machine`, `expression`, `calls`), and what was done with its apps
//! is told in our vocabulary (`emit` and the packages that it knows). What cannot be followed is unknown.
//!
//! Sources: `lib/application.js` of Express 4.21 and 5.1, `index.js` of finalhandler 2.1.

mod calls;
mod cookies;
mod cors;
mod emit;
mod environments;
mod expression;
mod files;
mod files_served;
mod headers;
mod helmet;
mod leaks;
mod library;
mod machine;
mod modules;
mod record;
mod routes;
mod session;
mod surroundings;
mod syntax;
#[cfg(test)]
mod tests;
mod value;

pub use files::{asks_for_it, is_wanted};
pub(super) use record::read;
