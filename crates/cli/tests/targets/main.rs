//! Real servers, each once as somebody left it and once as it should be run: all that is wrong is found, and nothing else.

#![expect(clippy::disallowed_methods, reason = "these tests start servers of their own")]

mod apache;
mod audit;
mod authority;
mod django;
mod express;
mod fastapi;
mod flask;
mod nginx;
#[path = "../../../../tests/python.rs"]
mod python;
mod serving;
#[expect(dead_code, reason = "each test file uses a part of it")]
#[path = "../support/mod.rs"]
mod support;
