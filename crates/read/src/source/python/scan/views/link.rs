//! What views do through functions of other files.

use sneck_model::{Place, Step};

use super::super::Items;
use super::Seen;
use crate::hash::{Map, Set};

/// Helpers of helpers are followed this far.
const ROUNDS: usize = 4;

/// What is taken over from a function that a view calls.
#[derive(Clone, Default)]
struct Effects {
    writes: bool,
    gets_write: bool,
    refuses: bool,
    guarded: Option<Step>,
    reveals: Option<Step>,
}

/// Takes over what views do through functions that they call, wherever those stand: state changed
/// or checked by any call, and what a function reveals when its result is given back.
pub fn link(files: &mut [Items]) {
    keep_own_calls(files);
    for _ in 0..ROUNDS {
        let effects = Known::of(files);
        let mut changed = false;
        let views = files.iter_mut().flat_map(|items| &mut items.views);
        for view in views.filter(|view| !view.seen.calls.is_empty() || !view.seen.gives.is_empty()) {
            let module = view.function.rsplit_once('.').map_or("", |(module, _)| module).to_owned();
            let of = |name: &String| effects.find(&module, name);
            let called: Vec<&Effects> = view.seen.calls.iter().filter_map(of).collect();
            let before = state(&view.seen);
            view.seen.writes |= called.iter().any(|e| e.writes);
            view.seen.gets_write |= view.seen.always_calls.iter().filter_map(of).any(|e| e.gets_write);
            view.seen.refuses |= called.iter().any(|e| e.refuses);
            view.seen.guarded = view.seen.guarded.take().or_else(|| called.iter().find_map(|e| e.guarded.clone()));
            view.seen.reveals = view.seen.reveals.take().or_else(|| through(&view.seen.gives, of));
            changed |= before != state(&view.seen);
        }
        if !changed {
            return;
        }
    }
}

/// What helpers may add to.
fn state(seen: &Seen) -> (bool, bool, bool, bool) {
    (seen.writes, seen.gets_write, seen.guarded.is_some(), seen.reveals.is_some())
}

/// Only calls of something that is named like a function of the project can lead to one: the others are most.
fn keep_own_calls(files: &mut [Items]) {
    let functions = files.iter().flat_map(|items| &items.views).map(|view| last_part(&view.function).to_owned());
    let own: Set<String> = functions.collect();
    for view in files.iter_mut().flat_map(|items| &mut items.views) {
        view.seen.calls.retain(|name| own.contains(last_part(name)));
        view.seen.always_calls.retain(|name| own.contains(last_part(name)));
    }
}

/// What is revealed by a function whose result is given back: told where it is given back.
fn through<'e>(gives: &[(String, Place)], of: impl Fn(&String) -> Option<&'e Effects>) -> Option<Step> {
    gives.iter().find_map(|(name, place)| {
        let what = &of(name)?.reveals.as_ref()?.says;
        let says = if what.contains(" through ") { what.clone() } else { format!("{what} through `{name}`") };
        Some(Step::new(place.clone(), says))
    })
}

/// What is known of functions, by their full names.
struct Known {
    effects: Map<String, Effects>,
    /// Last parts of those names: most calls are of functions of which nothing is known.
    last_parts: Set<String>,
}

fn effects(files: &[Items]) -> Map<String, Effects> {
    let views = files.iter().flat_map(|items| &items.views);
    let effects = views.map(|view| {
        let seen = &view.seen;
        let effects = Effects {
            writes: seen.writes,
            gets_write: seen.gets_write,
            refuses: seen.refuses,
            guarded: seen.guarded.clone(),
            reveals: seen.reveals.clone(),
        };
        (view.function.clone(), effects)
    });
    effects.filter(|(_, e)| e.writes || e.guarded.is_some() || e.reveals.is_some()).collect()
}

impl Known {
    fn of(files: &[Items]) -> Self {
        let effects = effects(files);
        let last_parts = effects.keys().map(|name| last_part(name).to_owned()).collect();
        Self { effects, last_parts }
    }

    /// By its full name, by its name within the module, or relative to the module's package.
    fn find(&self, module: &str, name: &str) -> Option<&Effects> {
        if !self.last_parts.contains(last_part(name)) {
            return None;
        }
        let dots = name.bytes().take_while(|b| *b == b'.').count();
        if dots > 0 {
            let package = module.rsplitn(dots + 1, '.').last().unwrap_or_default();
            return self.effects.get(&format!("{package}.{}", &name[dots..]));
        }
        let mut scope = module;
        loop {
            if let Some(found) = self.effects.get(&format!("{scope}.{name}")) {
                return Some(found);
            }
            match scope.rsplit_once('.') {
                Some((outer, _)) => scope = outer,
                None => return self.effects.get(name),
            }
        }
    }
}

/// Names are short: looking at each byte is quicker than the search that is made for long texts.
fn last_part(name: &str) -> &str {
    name.bytes().rposition(|byte| byte == b'.').map_or(name, |dot| &name[dot + 1..])
}
