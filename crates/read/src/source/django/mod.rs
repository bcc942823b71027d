//! Django: which settings module an environment loads, and the settings that result.
//!
//! `entry` is what starts Django, `modules` finds the files that do; `object` is `django.conf.settings`;
//! `emit` and its neighbours turn what it holds into settings.

use sneck_model as model;

use super::apps::Framework;

mod api;
mod backends;
mod cors;
mod csp;
mod defaults;
mod emit;
mod entry;
mod headers;
mod heroku;
mod middleware;
mod modules;
mod object;
mod own;
mod presence;

pub(in crate::source) use modules::{is_settings, kind_of, others, unnamed_settings};
pub(in crate::source) use object::{module_of, root_urls};

/// Django.
pub(in crate::source) const FRAMEWORK: Framework = Framework {
    kind: model::Framework::Django,
    package: "django",
    candidates: modules::candidates,
    constructors: &[],
    name: object::name,
    open_up: object::open_up,
    guard: |_, _| None,
    emit: emit::emit,
    tables: &[entry::ROWS, heroku::ROWS, own::ROWS],
};
