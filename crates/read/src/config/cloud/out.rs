//! From attributes of resources to settings.

use std::collections::BTreeMap;

use sneck_model::{Key, Kind, Layer, Place, Scope, Setting, Standing, Step, Subject, SubjectKind, Value};

use super::node::{Data, Entry, Node, Spot};
use super::resource::Resource;

/// Collects the settings of one deployment.
pub(super) struct Out {
    kind: Kind,
    found: Vec<Setting>,
}

impl Out {
    pub(super) fn of(kind: Kind) -> Self {
        Self { kind, found: Vec::new() }
    }

    /// Writes a setting down. What may not be made at all holds only if it is.
    pub(super) fn set(&mut self, one: &Resource, key: Key, raw: &str, value: Value, because: Vec<Step>) {
        self.within(one, Vec::new(), key, raw, value, because);
    }

    /// The same for a part of a resource.
    pub(super) fn within(
        &mut self,
        one: &Resource,
        scope: Vec<String>,
        key: Key,
        raw: &str,
        value: Value,
        because: Vec<Step>,
    ) {
        let value = match &one.maybe {
            Some(why) => Value::OneOf(vec![value, Value::Unknown(why.clone())]),
            None => value,
        };
        self.found.push(Setting {
            component: Subject::new(SubjectKind::Cloud, one.subject.clone()),
            scope: Scope(scope),
            key,
            raw: raw.to_owned(),
            value,
            standing: Standing::Kind(self.kind),
            because,
        });
    }

    /// All settings. Instances of one block that say the same are one thing.
    pub(super) fn settings(self) -> Vec<Setting> {
        let mut blocks: BTreeMap<String, BTreeMap<String, Vec<Setting>>> = BTreeMap::new();
        for setting in self.found {
            let name = setting.component.name.clone();
            blocks.entry(without_keys(&name)).or_default().entry(name).or_default().push(setting);
        }
        let mut all = Vec::new();
        for (base, instances) in blocks {
            let mut each = instances.into_values();
            let first = each.next().unwrap_or_default();
            let others: Vec<Vec<Setting>> = each.collect();
            if others.iter().all(|other| same(&first, other)) {
                all.extend(first.into_iter().map(|setting| renamed(setting, &base)));
            } else {
                all.extend(first.into_iter().chain(others.into_iter().flatten()));
            }
        }
        all
    }
}

fn same(a: &[Setting], b: &[Setting]) -> bool {
    let parts = |s: &Setting| (s.key, s.scope.clone(), s.value.clone(), s.because.clone());
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| parts(a) == parts(b))
}

fn renamed(mut setting: Setting, name: &str) -> Setting {
    name.clone_into(&mut setting.component.name);
    setting
}

/// `main.tf#aws_s3_bucket.logs[0]` without its key.
fn without_keys(name: &str) -> String {
    let (mut out, mut depth) = (String::with_capacity(name.len()), 0);
    let start = name.find('#').unwrap_or(0);
    for (at, c) in name.char_indices() {
        match c {
            '[' if at > start => depth += 1,
            ']' if depth > 0 => depth -= 1,
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// The chain of an attribute: its line, and where its value is written.
pub(super) fn because(entry: &Entry, says: impl Into<String>) -> Vec<Step> {
    let mut steps = vec![Step::new(entry.spot.place(), says)];
    if entry.node.spot != entry.spot && entry.node.spot.line != 0 {
        steps.push(Step::new(entry.node.spot.place(), "its value is written here"));
    }
    steps
}

/// What should stand beside a line and does not.
pub(super) fn absent(spot: &Spot, says: impl Into<String>) -> Vec<Step> {
    vec![Step::new(Place::Absent { layer: Layer::Deploy, path: spot.path.clone(), line: spot.line }, says)]
}

/// A value as rules read it.
pub(super) fn value(node: &Node) -> Value {
    match &node.data {
        Data::Null => Value::None,
        Data::Bool(truth) => Value::Bool(*truth),
        Data::Number(number) if number.fract() == 0.0 => Value::Int(*number as i64),
        Data::Number(number) => Value::Float(*number),
        Data::Text(text) => Value::Text(text.to_string()),
        Data::List(all) => Value::List(all.iter().map(value).collect()),
        Data::Map(all) => Value::Map(all.iter().map(|e| (e.name.to_string(), value(&e.node))).collect()),
        Data::Unknown(gap) => Value::Unknown(gap.why.clone()),
    }
}

/// A truth value, or why it is not known.
pub(super) fn truth(node: &Node) -> Value {
    match (node.truth(), node.gap()) {
        (Some(truth), _) => Value::Bool(truth),
        (None, Some(gap)) => Value::Unknown(gap.why.clone()),
        (None, None) => Value::Unknown("it is no truth value".into()),
    }
}

/// A value for people: short, and never one that may be a secret.
pub(super) fn shown(node: &Node) -> String {
    match &node.data {
        Data::List(all) if all.len() <= 3 => {
            format!("[{}]", all.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        Data::List(all) => format!("{} values", all.len()),
        Data::Map(_) => "a block".into(),
        Data::Null => "nothing".into(),
        Data::Unknown(_) => "a value that is not known".into(),
        _ => node.as_text().map(|text| text.chars().take(60).collect()).unwrap_or_default(),
    }
}
