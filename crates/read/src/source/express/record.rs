//! Adds the apps of Node to the facts, as each environment starts them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sneck_model::{
    App, AppId, Ecosystem, EnvironmentId, Facts, Framework, Key, NotLookedAt, Scope, Setting, Step, Subject, Value,
    Version,
};

use super::environments::{self, Start};
use super::files::Scripts;
use super::machine::Machine;
use super::surroundings::Surroundings;
use super::{cookies, emit, leaks};
use crate::declared::Declared;
use crate::source::apps;
use crate::source::plan::DEFAULT;
use crate::tree::Tree;

/// Apps of one file, of which are told at most so many.
const MOST_APPS: usize = 16;

/// Apps, environments and settings of the tree's programs in JavaScript.
pub(in crate::source) fn read(tree: &Tree, declared: &[Declared], facts: &mut Facts) {
    let scripts = Scripts::of(tree);
    let makers = scripts.candidates();
    if makers.is_empty() {
        return;
    }
    let mut starts = environments::plan(tree, &scripts, declared, &makers);
    let release = release(facts, "helmet");
    let mut ran = BTreeSet::new();
    let mut observed: Vec<Option<Observed>> = Vec::new();
    for start in &mut starts {
        if start.planned.name == DEFAULT {
            // What a declared start runs is started so, and not by hand.
            start.begins.retain(|path| !ran.contains(path));
        }
        let seen = (!start.begins.is_empty()).then(|| observe(tree, &scripts, start, release, &mut ran)).flatten();
        observed.push(seen);
    }
    let mut serving: Vec<(&mut Start, Observed)> =
        starts.iter_mut().zip(observed).filter_map(|(start, seen)| Some((start, seen?))).collect();
    for (start, _) in &mut serving {
        if let Some(kind) = environments::kind_of(&start.begins) {
            start.planned.decide((kind, "the path of its file says so"));
        }
    }
    environments::decide_kinds(&mut serving.iter_mut().map(|(start, _)| &mut **start).collect::<Vec<_>>());
    serving.into_iter().for_each(|(start, seen)| add(start, seen, facts));
    for path in &ran {
        facts.unread.extend(scripts.get(path).and_then(super::syntax::Script::fault));
        facts.calls.extend(scripts.get(path).map(cookies::calls).unwrap_or_default());
        facts.leaks.extend(scripts.get(path).map(leaks::of).unwrap_or_default());
    }
}

/// What one start leaves behind.
struct Observed {
    apps: Vec<(Subject, emit::Told)>,
    cut_short: bool,
}

fn observe(
    tree: &Tree,
    scripts: &Scripts,
    start: &Start,
    release: u32,
    ran: &mut BTreeSet<Arc<str>>,
) -> Option<Observed> {
    let around = Surroundings { tree, planned: &start.planned };
    let mut apps = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let mut cut_short = false;
    let mut seen = BTreeSet::new();
    for path in &start.begins {
        let mut machine = Machine::new(scripts, &around);
        machine.module(path);
        cut_short |= machine.exhausted();
        ran.extend(machine.ran.iter().cloned());
        let own: Vec<usize> = (0..machine.made.len()).filter(|at| !machine.made[*at].router).collect();
        for app in own.into_iter().take(MOST_APPS) {
            let made = &machine.made[app];
            if !seen.insert(made.place.clone()) {
                continue;
            }
            let count = known.entry(made.script.path.to_string()).or_default();
            *count += 1;
            let name = if *count == 1 { made.script.path.to_string() } else { format!("{}#{count}", made.script.path) };
            let subject = Subject::app(name);
            apps.push((subject.clone(), emit::app(&machine, app, subject, release)));
        }
    }
    (!apps.is_empty()).then_some(Observed { apps, cut_short })
}

fn add(start: &Start, observed: Observed, facts: &mut Facts) {
    let id = EnvironmentId(u32::try_from(facts.environments.len()).unwrap_or(u32::MAX));
    facts.environments.push(apps::environment(&start.planned, id, start.planned.command.server));
    if observed.cut_short {
        let what = format!("parts of the configuration in {}", start.planned.name);
        facts.not_looked_at.push(NotLookedAt { what, why: "the program takes too long to follow".to_owned() });
    }
    for (subject, told) in observed.apps {
        let settings = told.settings.into_iter().chain(runs(start, &subject));
        facts.settings.extend(settings.map(|mut setting: Setting| {
            setting.standing = id.into();
            setting
        }));
        if facts.apps.iter().any(|app| app.subject == subject) {
            continue;
        }
        facts.routes.extend(told.routes);
        facts.apps.push(App {
            id: AppId(u32::try_from(facts.apps.len()).unwrap_or(u32::MAX)),
            subject,
            framework: Framework::Express,
            version: Version::Newest,
            kind: told.kind,
            created: told.created,
            uses_sessions: told.uses_sessions,
            renders_html: told.renders_html,
            reads_uploads: None,
            takes_forms: None,
            configures_logging: None,
        });
    }
}

/// What serves it, where a file says so.
fn runs(start: &Start, subject: &Subject) -> Option<Setting> {
    let place = start.planned.place.clone()?;
    Some(Setting {
        component: subject.clone(),
        scope: Scope::default(),
        key: Key::SERVER_KIND,
        raw: "server".to_owned(),
        value: Value::Text(start.runs.to_owned()),
        standing: EnvironmentId(0).into(),
        because: vec![Step::new(place, format!("starts it with {}", start.runs))],
    })
}

/// The major release of a package that the project gets; a new one where nothing says so.
fn release(facts: &Facts, package: &str) -> u32 {
    const NEWEST: u32 = 8;
    let own = facts.dependencies.iter().filter(|d| d.ecosystem == Ecosystem::Npm && d.name == package);
    let number = |text: &str| {
        let digits: String =
            text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    };
    let majors = own.filter_map(|d| d.version.as_deref().and_then(number).or_else(|| number(&d.requirement)));
    majors.max().unwrap_or(NEWEST)
}
