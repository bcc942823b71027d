//! Which program of the tree stands behind a server: the container of its project that goes by the name.

use super::context::Context;
use super::header::step;
use super::site::{Answers, Serves, Site};
use super::variable::Variables;
use crate::config::braces::Directive;
use crate::config::front::{Target, behind};
use crate::config::served::Draft;
use crate::config::stack::Stack;

/// One setting for each container that a server hands requests to, and that is not reached past it.
pub(super) fn settings(site: &Site<'_>, http: &Directive, stack: &Stack) -> Vec<Draft> {
    let Some(server) = site.server() else { return Vec::new() };
    let fronts = |place| fronts(site, place, stack, server, http);
    site.places.iter().flat_map(fronts).collect()
}

fn fronts(site: &Site<'_>, place: &Answers<'_>, stack: &Stack, server: &Directive, http: &Directive) -> Vec<Draft> {
    let Serves::Program(target) = place.serves else { return Vec::new() };
    let value = Variables::new(&place.context, site.has_tls()).value(target);
    let Some(to) = value.text().map(Target::of) else { return Vec::new() };
    let pass = place.context.block().and_then(|block| block.inner().iter().find(|d| d.word(0) == target));
    let Some(pass) = pass.map(|pass| step(pass, "hands requests on")) else { return Vec::new() };
    let all = behind(stack, &[&server.path, &http.path], &machines(&place.context, to), "proxy_pass", &pass);
    all.into_iter().map(|draft| draft.within(&place.scope)).collect()
}

/// The machines of an `upstream`, or the one itself.
fn machines<'a>(context: &Context<'a>, to: Target<'a>) -> Vec<Target<'a>> {
    let upstream = context.every("upstream").into_iter().find(|upstream| upstream.word(0) == to.host);
    match upstream {
        Some(upstream) => upstream.all("server").map(|server| Target::of(server.word(0))).collect(),
        None => vec![to],
    }
}
