//! What rules share: judging the settings of a key, and the words for where a value comes from.

use sneck_model::{
    App, Environment, Facts, Judgement, Key, Layer, Place, Setting, Severity, Standing, Step, Strength, Subject, Value,
    Verdicts,
};

/// What a rule says of something unsafe.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    says: String,
    fix: String,
    severity: Option<Severity>,
}

impl Fault {
    /// One or two plain sentences: what is wrong and why it matters here.
    pub(crate) fn new(says: impl Into<String>) -> Self {
        Self { says: says.into(), fix: String::new(), severity: None }
    }

    /// What to do here, in place of the rule's remedy.
    pub(crate) fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = fix.into();
        self
    }

    /// In place of the rule's severity.
    pub(crate) fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// Writes it down.
    pub(crate) fn at(
        self,
        out: &mut Verdicts,
        subject: &Subject,
        standing: Standing,
        strength: Strength,
        places: Vec<Step>,
    ) {
        let verdict = out.fails(subject, standing, strength, self.says, places);
        verdict.severity = self.severity;
        verdict.fix = self.fix;
    }
}

/// Judges every setting of a key: a failure where `is_unsafe` holds of all that is known of its
/// value, a pass where it holds of nothing, and otherwise unknown.
pub(crate) fn flag(
    facts: &Facts,
    out: &mut Verdicts,
    key: Key,
    is_unsafe: impl Fn(&Value) -> bool,
    fault: impl Fn(&Setting) -> Fault,
) {
    for setting in facts.settings_of(key) {
        judge(out, setting, &is_unsafe, &fault);
    }
}

/// Judges one setting, as [`flag`] does.
pub(crate) fn judge(
    out: &mut Verdicts,
    setting: &Setting,
    is_unsafe: impl Fn(&Value) -> bool,
    fault: impl FnOnce(&Setting) -> Fault,
) {
    let (subject, standing) = (&setting.component, stands(setting));
    match setting.value.judge(is_unsafe) {
        Judgement::Safe => out.passes(subject, standing, setting.because.clone()),
        Judgement::Undecided(why) => out.unknown(subject, standing, why, setting.because.clone()),
        Judgement::Unsafe(strength) => {
            fault(setting).at(out, subject, standing, strength, setting.because.clone());
        }
    }
}

/// Where a verdict on a setting counts.
pub(crate) fn stands(setting: &Setting) -> Standing {
    setting.standing
}

/// The value of another key of the same component in the same environment.
pub(crate) fn value_beside<'f>(facts: &'f Facts, setting: &Setting, key: Key) -> Option<&'f Value> {
    facts.setting(&setting.component, setting.standing, key).map(|s| &s.value)
}

/// The setting of another key in the very scope of this one: the parts of one URL, the options of one resource.
pub(crate) fn in_scope<'f>(facts: &'f Facts, setting: &Setting, key: Key) -> Option<&'f Setting> {
    facts.settings.at(&setting.component, setting.standing, key).find(|s| s.scope == setting.scope)
}

/// On, as Python's truth has it: `app.config["DEBUG"] = 1` is, and so is `"False"`.
pub(crate) fn is_on(value: &Value) -> bool {
    value.truth() == Some(true)
}

/// Where a setting's value comes from, to stand in brackets: `config.py:12`, and for what is set outside of
/// the code also where the code reads it: `compose.yaml:9, read at config.py:12`.
pub(crate) fn origin(setting: &Setting) -> String {
    let Some((first, rest)) = setting.because.split_first() else { return String::new() };
    let written = place(&first.place);
    if let Some(default @ Place::Default { .. }) = rest.first().map(|step| &step.place) {
        return format!("{written}: {}", place(default));
    }
    let outside = first.place.layer() != Layer::Code;
    let read = rest.iter().find(|step| outside && step.place.layer() == Layer::Code);
    read.map_or_else(|| written.clone(), |step| format!("{written}, read at {}", step.place))
}

fn place(place: &Place) -> String {
    match place {
        Place::Absent { .. } => format!("not set at {place}"),
        Place::Default { product, .. } => format!("{product}'s default"),
        _ => place.to_string(),
    }
}

/// Somebody wrote it down, as opposed to a default or an absence.
pub(crate) fn is_written(setting: &Setting) -> bool {
    let mut places = setting.because.iter().map(|step| &step.place);
    match (places.next(), places.next()) {
        (None | Some(Place::Absent { .. } | Place::Default { .. }), _) => false,
        // A file of the machine, where it belongs and is not.
        (Some(Place::Host { .. }), Some(Place::Default { .. })) => false,
        _ => true,
    }
}

/// Where a setting's value is written, or belongs: the place to change.
pub(crate) fn place_of(setting: &Setting) -> String {
    let is_place = |step: &&Step| step.place.file().is_some() || matches!(step.place, Place::Host { .. });
    let written = setting.because.iter().find(is_place);
    written.map_or_else(|| setting.component.to_string(), |step| step.place.to_string())
}

/// A step at a place.
pub(crate) fn step_at(place: &Place, says: impl Into<String>) -> Step {
    Step::new(place.clone(), says)
}

/// The file that a place stands in, as a subject; what stands in no file is named by the place.
pub(crate) fn file_of(place: &Place) -> Subject {
    Subject::file(place.file().map_or_else(|| place.to_string(), |(path, _)| path.to_string()))
}

/// The app that something belongs to; its file where it could not be followed to one.
pub(crate) fn subject_of(app: Option<&Subject>, place: &Place) -> Subject {
    app.cloned().unwrap_or_else(|| file_of(place))
}

/// Whether what stands at a place is the app's: it is the only one of the project, or it is created in the
/// same top folder.
pub(crate) fn belongs(facts: &Facts, app: &App, place: &Place) -> bool {
    let others = facts.apps.iter().filter(|a| a.kind == app.kind && a.subject != app.subject);
    others.count() == 0 || top(&app.created) == top(place)
}

fn top(place: &Place) -> Option<&str> {
    let (path, _) = place.file()?;
    Some(path.split_once('/').map_or("", |(folder, _)| folder))
}

/// The address stands for every network of the machine. An empty host is one to Python's sockets.
pub(crate) fn is_every_interface(host: &Value) -> bool {
    host.text().is_some_and(|host| matches!(host.trim(), "0.0.0.0" | "::" | "[::]" | "*" | ""))
}

/// In a container only what is published leaves it; a platform that reads a Procfile gives each process
/// a network of its own and reaches it from outside of that.
pub(crate) fn is_boxed(environment: Option<&Environment>) -> bool {
    let of_platform = |name: &str| {
        let file = name.split('#').next().unwrap_or(name);
        file.rsplit('/').next().is_some_and(|file| file.starts_with("Procfile"))
    };
    environment.is_some_and(|e| e.container || of_platform(&e.name))
}

#[cfg(test)]
mod tests {
    use sneck_model::{EnvironmentId, Layer, Outcome, Scope};

    use super::*;

    fn at(path: &str, line: u32) -> Place {
        let layer = if path.ends_with(".py") { Layer::Code } else { Layer::Deploy };
        Place::File { layer, path: path.into(), line, column: 1, width: 0 }
    }

    fn debug(value: Value) -> Facts {
        let because = vec![Step::new(at("compose.yaml", 9), "sets it"), Step::new(at("config.py", 12), "reads it")];
        let setting = Setting {
            component: Subject::app("shop"),
            scope: Scope::default(),
            key: Key::DEBUG,
            raw: "DEBUG".into(),
            value,
            standing: EnvironmentId(0).into(),
            because,
        };
        Facts { settings: vec![setting].into(), ..Facts::default() }
    }

    fn outcome(value: Value) -> Outcome {
        let mut out = Verdicts::default();
        flag(&debug(value), &mut out, Key::DEBUG, Value::is_true, |s| Fault::new(origin(s)));
        let mut all = out.into_vec();
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].places.len(), 2);
        all.remove(0).outcome
    }

    #[test]
    fn every_setting_gets_a_verdict() {
        let unknown = || Value::Unknown("a reason".into());
        assert_eq!(outcome(Value::Bool(true)), Outcome::Fails(Strength::Proves));
        assert_eq!(outcome(Value::OneOf(vec![Value::Bool(true), unknown()])), Outcome::Fails(Strength::Suggests));
        assert_eq!(outcome(Value::Bool(false)), Outcome::Passes);
        assert_eq!(outcome(unknown()), Outcome::Unknown("a reason".into()));
    }

    #[test]
    fn the_origin_names_the_place_that_sets_and_the_one_that_reads() {
        assert_eq!(origin(&debug(Value::None).settings[0]), "compose.yaml:9, read at config.py:12");
    }
}
