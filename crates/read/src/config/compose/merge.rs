//! How compose puts one file on top of another.
//!
//! The rules are those of the Compose specification, chapter "Merge": maps are merged, lists are
//! appended, single values are replaced; and the exceptions of the table below.

use std::sync::Arc;

use crate::config::yaml::{Node, Value, Yaml};

/// How the values at a path go together.
type Rule = fn(&Yaml, &Yaml) -> Yaml;

/// Exceptions, by path below a service.
const RULES: &[(&[&str], Rule)] = &[
    (&["command"], |_, over| over.clone()),
    (&["entrypoint"], |_, over| over.clone()),
    (&["healthcheck", "test"], |_, over| over.clone()),
    (&["environment"], pairs),
    (&["labels"], pairs),
    (&["extra_hosts"], pairs),
    (&["build"], build),
    (&["build", "args"], pairs),
    (&["build", "labels"], pairs),
    (&["env_file"], append),
    (&["volumes"], mounts),
    (&["ports"], once),
];

/// One whole file on top of another.
#[must_use]
pub fn files(base: &Yaml, over: &Yaml) -> Yaml {
    maps(base, over, |key, base, over| match key {
        "services" => maps(base, over, |_, base, over| service(base, over)),
        _ => any(base, over, &[]),
    })
}

/// One service on top of another.
#[must_use]
pub fn service(base: &Yaml, over: &Yaml) -> Yaml {
    any(base, over, &[])
}

fn any(base: &Yaml, over: &Yaml, path: &[&str]) -> Yaml {
    if over.tag.as_deref() == Some("!override") {
        return over.clone();
    }
    if let Some((_, rule)) = RULES.iter().find(|(at, _)| *at == path) {
        return rule(base, over);
    }
    match (&base.value, &over.value) {
        (Value::Map(_), Value::Map(_)) => maps(base, over, |key, base, over| any(base, over, &[path, &[key]].concat())),
        (Value::List(_), Value::List(_)) => append(base, over),
        (_, Value::Null) => base.clone(),
        _ => over.clone(),
    }
}

/// Merges two maps key by key; `!reset` takes a key away.
fn maps(base: &Yaml, over: &Yaml, both: impl Fn(&str, &Yaml, &Yaml) -> Yaml) -> Yaml {
    if !base.is_map() || !over.is_map() {
        return if over.is_null() { base.clone() } else { over.clone() };
    }
    let mut all: Vec<(Yaml, Yaml)> = Vec::new();
    let above = over.entries();
    let of = |name: &str| above.iter().find(|(key, _)| key.text() == Some(name)).map(|(_, value)| *value);
    for (key, value) in base.entries() {
        let name = key.text().unwrap_or("");
        all.push((key.clone(), of(name).map_or_else(|| value.clone(), |over| both(name, value, over))));
    }
    let is_new = |key: &Yaml| !all.iter().any(|(known, _)| known.text() == key.text());
    let new: Vec<_> = above.iter().filter(|(key, _)| is_new(key)).map(|(k, v)| ((*k).clone(), (*v).clone())).collect();
    all.extend(new);
    let reset = |name: Option<&str>| name.and_then(of).is_some_and(|value| value.tag.as_deref() == Some("!reset"));
    all.retain(|(key, _)| !reset(key.text()));
    base.with(Value::Map(all))
}

fn append(base: &Yaml, over: &Yaml) -> Yaml {
    let all = [base, over].into_iter().flat_map(items).collect();
    over.with(Value::List(all))
}

/// Of two mounts at one path of the container the last counts.
fn mounts(base: &Yaml, over: &Yaml) -> Yaml {
    let target = |mount: &Yaml| match mount.text() {
        Some(text) => text.split(':').nth(1).unwrap_or(text).to_owned(),
        None => mount.text_at(&["target"]).unwrap_or_default().to_owned(),
    };
    let above: Vec<String> = items(over).iter().map(target).collect();
    let kept = items(base).into_iter().filter(|mount| !above.contains(&target(mount)));
    over.with(Value::List(kept.chain(items(over)).collect()))
}

/// What is written twice counts once.
fn once(base: &Yaml, over: &Yaml) -> Yaml {
    let known: Vec<Yaml> = items(base);
    let is_new = |item: &Yaml| item.text().is_none() || !known.iter().any(|one| one.text() == item.text());
    let new: Vec<Yaml> = items(over).into_iter().filter(is_new).collect();
    over.with(Value::List(known.iter().cloned().chain(new).collect()))
}

fn items(node: &Yaml) -> Vec<Yaml> {
    match &node.value {
        Value::List(list) => list.clone(),
        Value::Null => Vec::new(),
        _ => vec![node.clone()],
    }
}

/// `environment` and its kin are lists of `A=1` or maps; merged as maps.
fn pairs(base: &Yaml, over: &Yaml) -> Yaml {
    maps(&as_map(base), &as_map(over), |_, _, over| over.clone())
}

/// A list of `A=1` and `A` as a map, with the lines of its items.
#[must_use]
pub fn as_map(node: &Yaml) -> Yaml {
    let Value::List(list) = &node.value else { return node.clone() };
    let pair = |item: &Yaml| -> Option<(Yaml, Yaml)> {
        let Value::Scalar(text, unknown) = &item.value else { return None };
        let (name, value) = text.split_once('=').map_or((text.as_str(), None), |(n, v)| (n, Some(v)));
        let value = value.map_or(Value::Null, |v| Value::Scalar(v.to_owned(), unknown.clone()));
        Some((item.with(Value::Scalar(name.to_owned(), None)), item.with(value)))
    };
    node.with(Value::Map(list.iter().filter_map(pair).collect()))
}

/// `build: FOLDER` is short for `build: {context: FOLDER}`.
fn build(base: &Yaml, over: &Yaml) -> Yaml {
    let long = |node: &Yaml| match node.text() {
        Some(_) => {
            let key = Node::new(Value::Scalar("context".into(), None), None, &node.path, node.line);
            node.with(Value::Map(vec![(key, Arc::clone(node))]))
        }
        None => node.clone(),
    };
    maps(&long(base), &long(over), |key, base, over| any(base, over, &["build", key]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::yaml::parse;

    fn one(text: &str) -> Yaml {
        parse(&"compose.yaml".into(), text).all.swap_remove(0)
    }

    fn shown(node: &Node) -> String {
        match &node.value {
            Value::Null => "~".into(),
            Value::Scalar(text, _) => text.clone(),
            Value::List(list) => format!("[{}]", list.iter().map(|n| shown(n)).collect::<Vec<_>>().join(", ")),
            Value::Map(_) => {
                let pair = |(k, v): &(&Yaml, &Yaml)| format!("{}: {}", k.text().unwrap_or("?"), shown(v));
                format!("{{{}}}", node.entries().iter().map(pair).collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// The examples of the specification, and those of Docker's page "Merge Compose files".
    #[test]
    fn services_merge_as_the_specification_says() {
        let table = [
            ("{image: a}", "{image: b}", "{image: b}"),
            ("{command: a}", "{command: [b, c]}", "{command: [b, c]}"),
            ("{command: [a]}", "{command: [b]}", "{command: [b]}"),
            ("{entrypoint: [a]}", "{entrypoint: [b]}", "{entrypoint: [b]}"),
            ("{expose: [3000]}", "{expose: [4000, 5000]}", "{expose: [3000, 4000, 5000]}"),
            ("{environment: {A: 1, B: 1}}", "{environment: [B=2, C=3, D]}", "{environment: {A: 1, B: 2, C: 3, D: ~}}"),
            ("{environment: [A=1]}", "{environment: [A=2]}", "{environment: {A: 2}}"),
            ("{env_file: a}", "{env_file: [b]}", "{env_file: [a, b]}"),
            ("{volumes: ['a:/x', 'b:/y']}", "{volumes: ['c:/x:ro']}", "{volumes: [b:/y, c:/x:ro]}"),
            ("{ports: [80, 81]}", "{ports: [81, 82]}", "{ports: [80, 81, 82]}"),
            ("{build: .}", "{build: {args: {A: 1}}}", "{build: {context: ., args: {A: 1}}}"),
            ("{build: {context: a, target: x}}", "{build: b}", "{build: {context: b, target: x}}"),
            ("{ports: [1], a: 1}", "{ports: !reset []}", "{a: 1}"),
            ("{ports: [1]}", "{ports: !override [2]}", "{ports: [2]}"),
            ("{deploy: {a: {x: 1}}}", "{deploy: {a: {y: 2}}}", "{deploy: {a: {x: 1, y: 2}}}"),
            ("{depends_on: [a]}", "{depends_on: [b]}", "{depends_on: [a, b]}"),
            ("{a: 1}", "~", "{a: 1}"),
        ];
        for (base, over, expected) in table {
            assert_eq!(shown(&service(&one(base), &one(over))), expected, "{base} + {over}");
        }
    }

    #[test]
    fn files_merge_their_services() {
        let (base, over) =
            (one("services: {a: {image: x, command: y}}"), one("services: {a: {command: z}, b: {image: w}}"));
        assert_eq!(shown(&files(&base, &over)), "{services: {a: {image: x, command: z}, b: {image: w}}}");
    }
}
