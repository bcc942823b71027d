//! The cookies that an address answers with.

use sneck_look::live::{Live, Options, Target};
use sneck_model::{Ask, Request};

use crate::exit::Failure;

/// Redirects that are followed, within the origin: many pages send a first visitor on.
const REDIRECTS: u8 = 5;

/// Whether that is an address, and not a cookie.
pub fn is_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// Its cookies as `NAME=VALUE; NAME=VALUE`, from one `GET` within scope.
pub fn cookies(url: &str, owned: &[String]) -> Result<String, Failure> {
    let target = Target::parse(url).map_err(Failure::usage)?;
    let options = Options { owned: owned.to_vec(), ..Options::default() };
    let live = Live::new(Vec::new(), options).map_err(Failure::incomplete)?;
    let request = Request { follow: REDIRECTS, ..Request::of("GET", &target.origin, target.address.target) };
    let seen = live.ask(vec![Ask::request(request, "the cookies to try keys on")], &|_, _| {});
    if seen.exchanges.is_empty() {
        let why = seen.not_looked_at.first().map_or("nothing answered", |not| not.why.as_str());
        return Err(Failure::incomplete(format!("{url} was not reached: {why}")));
    }
    let set = seen.exchanges.iter().flat_map(|answer| answer.header("set-cookie"));
    let pairs: Vec<&str> = set.filter_map(|header| header.split(';').next()).map(str::trim).collect();
    if pairs.is_empty() {
        return Err(Failure::incomplete(format!(
            "{url} sets no cookie, so there is nothing to try keys on; name a page that does, or give the cookie itself"
        )));
    }
    Ok(pairs.join("; "))
}
