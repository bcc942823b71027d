//! What files say of an app's variables, held against the process that runs it.

use sneck_model::{
    Environment, Facts, Judgement, Key, Layer, Listener, Process, Running, Setting, Standing, Step, Strength, Subject,
    SubjectKind, Variable, Verdicts,
};

use crate::common::is_on;
use crate::machine::PRODUCTION;

/// The app that a program is, in its environment; itself, where no file declares that.
pub(crate) fn about(facts: &Facts, program: &str, listener: &Listener) -> (Subject, Standing) {
    let running = facts.running.iter().find(|running| Some(running.process) == listener.process);
    match running {
        Some(running) => (running.app.clone(), running.environment.into()),
        None => (Subject::new(SubjectKind::Host, format!("{program} on {}", listener.at)), PRODUCTION),
    }
}

/// Variables that a framework reads by itself, so that it is known what every value of them does.
const OF_FRAMEWORKS: &[&str] = &["FLASK_DEBUG", "FLASK_ENV", "NODE_ENV"];

/// Debug mode that a variable switches on, as files say: the running process has it on as well, or has it off.
pub(crate) fn debug_mode(facts: &Facts, out: &mut Verdicts) {
    for setting in facts.settings_of(Key::DEBUG) {
        if !matches!(setting.value.judge(is_on), Judgement::Unsafe(_)) {
            continue;
        }
        let Some(environment) = facts.environment_of(setting) else { continue };
        let Some(variable) = decides(environment, setting) else { continue };
        for process in processes(facts, setting) {
            seen(facts, out, setting, variable, process);
        }
    }
}

fn seen(facts: &Facts, out: &mut Verdicts, setting: &Setting, variable: &Variable, process: &Process) {
    let (subject, standing, name) = (&setting.component, setting.standing, &variable.name);
    let place = |says: String| vec![Step::new(process.place(), says)];
    let has = process.variables.as_ref().is_some_and(|names| names.contains(name));
    if process.debugging.contains(name) {
        let says = format!("{} (process {}) runs with `{name}` switched on.", process.name, process.id);
        out.fails(subject, standing, Strength::Proves, says, place(format!("runs with `{name}` switched on")));
    } else if has && OF_FRAMEWORKS.contains(&&**name) && by_framework(facts, setting) {
        out.passes(subject, standing, place(format!("runs with `{name}` switched off")));
    }
}

/// The variable of the environment that the setting's value comes from.
fn decides<'f>(environment: &'f Environment, setting: &Setting) -> Option<&'f Variable> {
    let is_named = |variable: &&Variable| setting.because.iter().any(|step| says(step, &variable.name));
    environment.variables.iter().find(|variable| is_named(variable) && setting.because[0].place == variable.place)
}

fn says(step: &Step, name: &str) -> bool {
    step.says.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == name)
}

/// No line of the project reads it: the framework does, where the app is made.
fn by_framework(facts: &Facts, setting: &Setting) -> bool {
    let created = facts.app(&setting.component).and_then(|app| app.created.file());
    let mut read = setting.because.iter().filter(|step| step.place.layer() == Layer::Code);
    read.all(|step| step.place.file() == created)
}

/// The processes that run an app in the environment of a setting.
fn processes<'f>(facts: &'f Facts, setting: &'f Setting) -> impl Iterator<Item = &'f Process> {
    let is = |r: &&Running| r.app == setting.component && setting.standing == r.environment.into();
    let machine = facts.machine.iter().flat_map(|machine| &machine.processes);
    machine.filter(move |process| facts.running.iter().filter(is).any(|running| running.process == process.id))
}
