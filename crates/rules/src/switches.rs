//! Rules about several settings that are one weakness: an app gets one verdict, which names each.

use std::collections::BTreeMap;

use sneck_model::{Facts, Judgement, Key, Setting, Severity, Standing, Step, Strength, Subject, Value, Verdicts};

use crate::common::{Fault, is_written, origin, place_of};

/// One of the settings.
pub(crate) struct Switch {
    /// What it is.
    pub(crate) key: Key,
    /// How bad it is.
    pub(crate) severity: Severity,
    /// When it is wrong.
    pub(crate) is_unsafe: fn(&Value) -> bool,
    /// What is wrong then, to follow the setting's name (`is on: …`), without a stop.
    pub(crate) does: &'static str,
}

/// What was found of one app in one environment; `T` is the row of a rule's table.
pub(crate) struct Found<'f, T> {
    pub(crate) wrong: Vec<(T, &'f Setting, Strength)>,
    undecided: Vec<(String, &'f Setting)>,
    right: Vec<&'f Setting>,
}

/// Judges all settings of a table.
pub(crate) fn judge(facts: &Facts, out: &mut Verdicts, switches: &'static [Switch]) {
    let rows = switches.iter().map(|switch| (switch, switch.key, switch.is_unsafe));
    judge_rows(facts, out, rows, |_| true, fault);
}

/// Judges all settings of a rule's own table that `concerns` anybody: each row with its key and when that is wrong.
pub(crate) fn judge_rows<'f, T: Copy>(
    facts: &'f Facts,
    out: &mut Verdicts,
    rows: impl Iterator<Item = (T, Key, fn(&Value) -> bool)>,
    concerns: impl Fn(&Setting) -> bool,
    fault: impl Fn(&Found<'f, T>) -> Fault,
) {
    let mut apps: BTreeMap<(&Subject, Standing), Found<'f, T>> = BTreeMap::new();
    for (row, key, is_unsafe) in rows {
        for setting in facts.settings_of(key).filter(|s| concerns(s)) {
            let none = || Found { wrong: Vec::new(), undecided: Vec::new(), right: Vec::new() };
            let found = apps.entry((&setting.component, setting.standing)).or_insert_with(none);
            // An app that two runs of the program made says everything twice.
            if found.wrong.iter().any(|(_, known, _)| known.raw == setting.raw && known.because == setting.because) {
                continue;
            }
            match setting.value.judge(is_unsafe) {
                Judgement::Safe => found.right.push(setting),
                Judgement::Undecided(why) => found.undecided.push((why, setting)),
                Judgement::Unsafe(strength) => found.wrong.push((row, setting, strength)),
            }
        }
    }
    for ((subject, standing), mut found) in apps {
        // What somebody wrote leads: there it is mended.
        found.wrong.sort_by_key(|(_, setting, _)| !is_written(setting));
        tell(&found, out, subject, standing, &fault);
    }
}

fn tell<'f, T>(
    found: &Found<'f, T>,
    out: &mut Verdicts,
    subject: &Subject,
    standing: Standing,
    fault: impl Fn(&Found<'f, T>) -> Fault,
) {
    if let Some(strength) = found.wrong.iter().map(|(_, _, strength)| *strength).max() {
        return fault(found).at(out, subject, standing, strength, chain(found.wrong.iter().map(|(_, s, _)| *s)));
    }
    match found.undecided.first() {
        Some((why, setting)) => out.unknown(subject, standing, why.clone(), setting.because.clone()),
        None => out.passes(subject, standing, chain(found.right.iter().copied())),
    }
}

fn fault(found: &Found<'_, &'static Switch>) -> Fault {
    let sentences = found.wrong.iter().map(|(switch, s, _)| format!("`{}` ({}) {}.", s.raw, origin(s), switch.does));
    let places: Vec<String> = found.wrong.iter().map(|(_, s, _)| format!("`{}` at {}", s.raw, place_of(s))).collect();
    let severity = found.wrong.iter().map(|(switch, _, _)| switch.severity).max().unwrap_or(Severity::Info);
    Fault::new(sentences.collect::<Vec<_>>().join(" "))
        .fix(format!("For production, change {}.", places.join(", ")))
        .severity(severity)
}

fn chain<'f>(settings: impl Iterator<Item = &'f Setting>) -> Vec<Step> {
    settings.flat_map(|s| s.because.iter().cloned()).collect()
}

#[cfg(test)]
mod tests {
    use sneck_model::{EnvironmentId, Outcome, Place, Scope};

    use super::*;

    static TABLE: &[Switch] = &[
        Switch { key: Key::TESTING, severity: Severity::Medium, is_unsafe: Value::is_true, does: "is on" },
        Switch { key: Key::SQL_ECHO, severity: Severity::Low, is_unsafe: Value::is_true, does: "tells statements" },
    ];

    fn setting(key: Key, value: Value) -> Setting {
        let place = Place::Default { product: "Flask".into(), versions: "every release".into() };
        Setting {
            component: Subject::app("shop"),
            scope: Scope::default(),
            key,
            raw: key.0.into(),
            value,
            standing: EnvironmentId(0).into(),
            because: vec![Step::new(place, "says so")],
        }
    }

    fn judged(testing: Value, echo: Value) -> sneck_model::Verdict {
        let settings = vec![setting(Key::TESTING, testing), setting(Key::SQL_ECHO, echo)];
        let mut out = Verdicts::default();
        judge(&Facts { settings: settings.into(), ..Facts::default() }, &mut out, TABLE);
        let mut all = out.into_vec();
        assert_eq!(all.len(), 1, "one verdict for an app in an environment");
        all.remove(0)
    }

    #[test]
    fn all_that_is_wrong_is_named_in_one_verdict_of_the_worst_severity() {
        let verdict = judged(Value::Bool(true), Value::Bool(true));
        assert!(verdict.says.contains("`app.testing`") && verdict.says.contains("`app.sql-echo`"));
        assert_eq!(verdict.severity, Some(Severity::Medium));
        assert_eq!(verdict.places.len(), 2);
    }

    #[test]
    fn what_cannot_be_told_keeps_the_item_from_passing() {
        let verdict = judged(Value::Bool(false), Value::Unknown("a reason".into()));
        assert_eq!(verdict.outcome, Outcome::Unknown("a reason".into()));
        assert_eq!(judged(Value::Bool(false), Value::Bool(false)).outcome, Outcome::Passes);
    }
}
