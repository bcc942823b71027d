//! Which middleware an app runs: `MIDDLEWARE`, or `MIDDLEWARE_CLASSES` before Django 1.10.

use sneck_model::{Layer, Place, Step};

use super::presence::Presence;
use super::{object, own};
use crate::source::apps::Emit;
use crate::source::python::eval::Val;

pub(super) const SECURITY: &str = "django.middleware.security.SecurityMiddleware";
pub(super) const FRAMES: &str = "django.middleware.clickjacking.XFrameOptionsMiddleware";
pub(super) const CSRF: &str = "django.middleware.csrf.CsrfViewMiddleware";
pub(super) const SESSIONS: &str = "django.contrib.sessions.middleware.SessionMiddleware";

/// The list, where it is set.
pub(super) fn list<'a>(e: &Emit<'_, 'a>) -> Option<(&'static str, Val<'a>)> {
    let old = !e.machine.launch.at_least("django", 2, 0);
    let names: &[&'static str] = if old { &["MIDDLEWARE", "MIDDLEWARE_CLASSES"] } else { &["MIDDLEWARE"] };
    names.iter().find_map(|name| Some((*name, object::setting(e.machine, e.app, name)?)))
}

/// Whether an app runs this middleware, and what says so.
pub(super) fn presence(e: &Emit<'_, '_>, class: &str) -> Presence {
    match list(e) {
        Some((name, value)) => {
            Presence::among(e, name, &value, |member| member == class || own::derives(e, member, class))
        }
        None => Presence::unset(e, "MIDDLEWARE"),
    }
}

/// The line that named it once, and is a comment now.
pub(super) fn taken_out(e: &Emit<'_, '_>, list: &[Step], class: &str) -> Option<Step> {
    let (path, from) = list.first()?.place.file()?;
    let (_, file) = e.project.ids().find(|(_, file)| file.path == *path)?;
    let lines = file.text().lines().zip(1u32..).skip(from.saturating_sub(1) as usize);
    let is_it = |line: &str| line.trim_start().strip_prefix('#').is_some_and(|rest| rest.contains(class));
    let (_, line) = lines.into_iter().find(|(line, _)| is_it(line))?;
    let place = Place::File { layer: Layer::Code, path: path.clone(), line, column: 0, width: 0 };
    Some(Step::new(place, "took it out of the list"))
}

/// What says which middleware runs.
pub(super) fn places(e: &Emit<'_, '_>) -> Vec<Step> {
    match list(e) {
        Some((name, value)) => value.trace.steps(e.project, &format!("sets {name}")),
        None => Presence::unset(e, "MIDDLEWARE").because,
    }
}
