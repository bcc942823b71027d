//! The parts of the oracle test: the corpus, the generator, the real Flask, the comparison.

pub mod compare;
pub mod corpus;
mod expressions;
pub mod generate;
mod random;
pub mod real;
