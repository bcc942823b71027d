//! How often it was tried to log in at one place, over all questions: fewer times than lock an account.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use sneck_model::{Ask, Consent, Request};
use sneck_read::wire::writes;

use super::engine::Answer;

/// Tries at one place. Products that lock accounts seldom do so before.
const TRIES: u32 = 10;

/// Tries so far, by address without its query.
#[derive(Default)]
pub struct Logins(Mutex<HashMap<String, u32>>);

impl Logins {
    /// Takes one of the tries at the place of a request; an error is why there is none left.
    pub fn take(&self, request: &Request) -> Result<(), String> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let tries = all.entry(place(request)).or_default();
        if *tries >= TRIES {
            return Err(format!("{TRIES} log-ins were tried at one place, and more could lock an account"));
        }
        *tries += 1;
        Ok(())
    }

    /// Gives a try back: nobody is there to log in to.
    pub fn give_back(&self, request: &Request) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(place(request)).and_modify(|tries| *tries = tries.saturating_sub(1));
    }
}

fn place(request: &Request) -> String {
    let url = request.url();
    url.split(['?', '#']).next().unwrap_or_default().to_owned()
}

/// Whether a request may carry a password that is tried.
pub fn is_try(ask: &Ask, request: &Request) -> bool {
    let named = |name: &str| name.eq_ignore_ascii_case("authorization");
    let shown = request.raw.is_some() || request.headers.iter().any(|(name, _)| named(name));
    ask.consent == Consent::Credentials && (shown || writes(&request.method, &request.headers))
}

/// Whether an answer says that nothing is there, or there was none.
pub fn is_nobody(answer: &Answer) -> bool {
    answer.as_ref().map_or(true, |seen| super::calibrate::NOTHING.contains(&seen.status))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sneck_model::{Kind, Origin};

    #[test]
    fn tries_at_one_place_come_to_an_end() {
        let origin = Origin { url: "http://a.test".into(), kind: Kind::Production, name: None };
        let (logins, request) = (Logins::default(), |target: &str| Request::of("POST", &origin, target));
        for number in 0..TRIES {
            assert!(logins.take(&request(&format!("/login?{number}"))).is_ok());
        }
        assert!(logins.take(&request("/login")).is_err());
        assert!(logins.take(&request("/other")).is_ok());
        logins.give_back(&request("/login"));
        assert!(logins.take(&request("/login")).is_ok() && logins.take(&request("/login")).is_err());
    }
}
