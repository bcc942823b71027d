//! Binds, runs rules, folds verdicts into findings, applies ignores, scores, compares with a baseline.
//!
//! Bind, run, fold, suppress, score, baseline: one module each, in this order, and [`judge`] calls them.
//!
//! Invariant: this crate does not know which rules exist; it is handed them. It does no I/O.

mod asks;
mod baseline;
mod bind;
mod case;
mod cause;
mod checklist;
mod connect;
mod fingerprint;
mod fold;
mod glob;
mod ignores;
mod judge;
mod overlap;
mod own;
mod predeploy;
mod run;
mod running;
mod score;
mod select;
mod status;
mod suppress;
mod template;
mod undecided;
mod views;

#[cfg(test)]
mod testing;

pub use asks::{Asked, asks};
pub use baseline::{BadBaseline, Baseline};
pub use bind::bind;
pub use judge::{Options, judge};
pub use own::OWN_RULES;
pub use predeploy::{ROWS as PREDEPLOY, Row as PredeployRow};
pub use score::{GRADES, grade};
pub use select::{UnknownRule, resolve, select};
