//! What sneck says of a project's configuration is what the real framework makes of it.
//!
//! Hundreds of little projects are started by the frameworks themselves, current releases and old ones, in every way
//! that they name; each setting that matters must then have the value that sneck read, or sneck must say that it
//! does not know. A framework has a file here with what is compared, and its projects in `tests/oracle/corpus`.

mod audit;
mod compare;
mod corpus;
mod django;
mod expressions;
mod fastapi;
mod flask;
mod framework;
mod generate;
#[path = "../../../../tests/python.rs"]
mod python;
mod random;
mod real;
mod settings;
