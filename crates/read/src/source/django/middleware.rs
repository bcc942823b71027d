//! Which middleware an app runs: `MIDDLEWARE`, or `MIDDLEWARE_CLASSES` before Django 1.10.

use sneck_model::Step;

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

/// What says which middleware runs.
pub(super) fn places(e: &Emit<'_, '_>) -> Vec<Step> {
    match list(e) {
        Some((name, value)) => value.trace.steps(e.project, &format!("sets {name}")),
        None => Presence::unset(e, "MIDDLEWARE").because,
    }
}
