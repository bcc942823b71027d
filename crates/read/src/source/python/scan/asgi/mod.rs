//! What FastAPI, Starlette and aiohttp have of their own in a file: names for requests and answers, dependencies
//! that stand before a view, and calls that give a view its address.

mod depends;
mod names;
mod routes;
mod signs;

pub use depends::{alias, guard};
pub use names::{CANONICAL, answer_type, handles, request_type, takes_request};
pub use routes::{Given, given, variables};
pub use signs::{note, note_parameters};
