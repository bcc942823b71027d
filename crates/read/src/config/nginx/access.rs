//! Who may ask, and what is let through.

use sneck_model::{Key, Value};

use super::context::Context;
use super::header::step;
use super::site::{Answers, Serves, Site};
use super::status::is_restricted;
use crate::config::braces::Directive;
use crate::config::served::Draft;

/// Settings of the server and of its places.
pub(super) fn settings(site: &Site<'_>) -> Vec<Draft> {
    let mut all: Vec<Draft> = site.context.last("merge_slashes").map(merge_slashes).into_iter().collect();
    let of = |place| [methods(place), unfinished(place), filter(place)];
    all.extend(site.places.iter().flat_map(of).flatten());
    all
}

fn merge_slashes(line: &Directive) -> Draft {
    let value = Value::Bool(line.word(0) != "off");
    Draft::new(Key::SERVER_MERGE_SLASHES, "merge_slashes", value, vec![step(line, "says how `//` counts")])
}

/// `dav_methods PUT DELETE;`
fn methods(place: &Answers<'_>) -> Option<Draft> {
    let line = place.context.last("dav_methods")?;
    let open = !is_restricted(&place.context) && !is_limited(&place.context);
    let methods = line.words.iter().filter(|word| *word != "off" && open).cloned().map(Value::Text).collect();
    let because = vec![step(line, "says which methods write files")];
    Some(Draft::new(Key::SERVER_DAV_METHODS, "dav_methods", Value::List(methods), because).within(&place.scope))
}

/// `limit_except GET { deny all; }`
fn is_limited(context: &Context<'_>) -> bool {
    context.own("limit_except").any(|limit| is_restricted(&context.within(limit)))
}

/// `allow 10.0.0.0/8;` without a `deny`: everybody else is let in as well.
fn unfinished(place: &Answers<'_>) -> Option<Draft> {
    let level = place.context.level("allow").filter(|_| place.serves != Serves::Nothing || has_page(place))?;
    let allow = level.all("allow").last().filter(|allow| allow.word(0) != "all")?;
    let later = place.context.0.iter().rev().take_while(|block| !std::ptr::eq(**block, level));
    if later.into_iter().any(|block| block.all("deny").next().is_some()) {
        return None;
    }
    let open = level.all("deny").next().is_none() && !place.context.given("satisfy").iter().any(|s| s.word(0) == "any");
    let because = vec![step(allow, "says who may ask")];
    Some(Draft::new(Key::SERVER_OPEN_ACCESS, "allow", Value::Bool(open), because).within(&place.scope))
}

fn has_page(place: &Answers<'_>) -> bool {
    place.context.own("stub_status").next().is_some()
}

/// `modsecurity off;`, or rules that only watch.
fn filter(place: &Answers<'_>) -> Option<Draft> {
    let rules = place.context.every("modsecurity_rules");
    let engine = rules.iter().rev().find(|rules| rules.word(0).contains("SecRuleEngine"));
    let line = place.context.last("modsecurity")?;
    let watches = engine.filter(|rules| {
        let text = rules.word(0).to_ascii_lowercase();
        text.split("secruleengine")
            .nth(1)
            .is_some_and(|rest| ["off", "detectiononly"].iter().any(|word| rest.trim_start().starts_with(word)))
    });
    let on = line.word(0) == "on" && watches.is_none();
    let at = watches.copied().filter(|_| line.word(0) == "on").unwrap_or(line);
    let because = vec![step(at, if on { "filters requests" } else { "lets requests through without the filter" })];
    Some(Draft::new(Key::SERVER_WAF, "modsecurity", Value::Bool(on), because).within(&place.scope))
}
