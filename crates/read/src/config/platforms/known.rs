//! The platforms and what they always set.

use super::Platform;

/// <https://devcenter.heroku.com/articles/dynos#local-environment-variables>
pub(super) static HEROKU: Platform = Platform { name: "Heroku", variables: &[("DYNO", Some("web.1")), ("PORT", None)] };
