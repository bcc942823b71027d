//! Pages about the server itself, and who may read them; whether it writes down who asked.

use sneck_model::{Key, Value};

use super::context::Context;
use super::header::step;
use super::site::{Answers, Serves, Site};
use crate::config::braces::Directive;
use crate::config::served::Draft;

/// Directives that answer with a page about the server.
const PAGES: &[&str] = &["stub_status", "vhost_traffic_status_display", "status", "api"];

/// Addresses under which programs behind the server show theirs.
const ADDRESSES: &[&str] =
    &["/metrics", "/server-status", "/server-info", "/nginx_status", "/fpm-status", "/php-fpm-status"];

/// One setting for each such page.
pub(super) fn settings(site: &Site<'_>) -> Vec<Draft> {
    site.places.iter().filter_map(|place| page(site, place)).chain(access_log(site)).collect()
}

/// Whether requests are written down, where somebody decided on it for the whole server.
fn access_log(site: &Site<'_>) -> Option<Draft> {
    let line = site.context.last("access_log").filter(|_| site.serves() && !site.is_local())?;
    let value = Value::Text(line.word(0).to_owned());
    Some(Draft::new(Key::SERVER_ACCESS_LOG, "access_log", value, vec![step(line, "decides on the access log")]))
}

fn page(site: &Site<'_>, place: &Answers<'_>) -> Option<Draft> {
    let own = PAGES.iter().find_map(|name| place.context.own(name).next());
    let line = own.or_else(|| handed_on(place))?;
    let closed = is_restricted(&place.context) || site.is_local();
    let mut because = vec![step(line, "answers with a page about the server")];
    because.extend(
        place.context.block().filter(|block| block.line != line.line).map(|block| step(block, "is where it answers")),
    );
    let raw = if own.is_some() { "stub_status" } else { "proxy_pass" };
    Some(Draft::new(Key::SERVER_STATUS_PAGE, raw, Value::Bool(!closed), because).within(&place.scope))
}

/// `location /metrics { proxy_pass …; }`
fn handed_on<'d>(place: &Answers<'d>) -> Option<&'d Directive> {
    let block =
        place.context.block().filter(|block| matches!(place.serves, Serves::Program(_)) && block.name == "location")?;
    let address = block.words.last()?.trim_end_matches(['/', '$']).trim_start_matches('^');
    ADDRESSES.contains(&address).then_some(block)
}

/// Not everybody may ask: addresses are listed, a password is asked for, or another program is.
pub(super) fn is_restricted(context: &Context<'_>) -> bool {
    let on = |name| context.last(name).is_some_and(|d| d.word(0) != "off");
    let refuses = context.given("deny").iter().any(|deny| deny.word(0) == "all");
    let only_inside = context.own("internal").next().is_some();
    let asks =
        ["auth_basic", "auth_request", "auth_jwt", "ssl_verify_client", "access_by_lua_block", "access_by_lua_file"];
    refuses || only_inside || asks.into_iter().any(on)
}
