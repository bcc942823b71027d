//! What sneck says of a service's configuration is what the service itself makes of it.
//!
//! The real programs read the same files: they are asked for the value in force, or started on a socket of their own
//! and spoken to. Each sample is a file or a few, in `crates/read/tests/services`.
#![expect(clippy::disallowed_methods, reason = "a test may start processes and speak to them")]

mod hba;
mod mariadb;
mod memcached;
mod mosquitto;
mod nats;
mod postgres;
#[expect(dead_code, reason = "the tests of services that are spoken to use more of it")]
mod programs;
mod redis;
mod sneck;
mod sshd;
