//! From a name to a part of what it stands for.

use std::rc::Rc;
use std::sync::Arc;

use super::{Scope, eval, gap_of};
use crate::config::cloud::node::{Data, Entry, Gap, Node, Spot};
use crate::config::terraform::instances::Instance;
use crate::config::terraform::module::Module;
use crate::config::terraform::syntax::{Expr, Form, Step};

/// Something on the way.
enum At<'w> {
    Value(Node),
    /// One instance of a resource: its attributes, and what the provider fills in.
    Resource(Rc<Instance>),
    /// What `count` and `for_each` made, with index or key.
    Resources(Vec<Rc<Instance>>),
    Module(Rc<Module<'w>>),
    Modules(Vec<(Node, Rc<Module<'w>>)>),
}

pub(super) fn walk(scope: &Scope<'_, '_>, from: &Expr, path: &[Step], spot: &Spot) -> Node {
    let (start, rest) = match &from.form {
        Form::Name(name) if scope.given(name).is_none() => match named(scope, name, path, spot) {
            Some(found) => found,
            None => return Node::wrong(format!("`{name}` is not defined"), spot),
        },
        _ => (At::Value(eval(scope, from)), path),
    };
    follow(scope, start, rest, spot)
}

fn name_at(path: &[Step], at: usize) -> Option<&str> {
    match path.get(at)? {
        Step::Name(name) => Some(name),
        Step::Index(Expr { form: Form::Text(text, _), .. }) => Some(text),
        _ => None,
    }
}

/// What the first names stand for, and the steps that are left.
fn named<'s, 'w, 'p>(scope: &Scope<'s, 'w>, head: &str, path: &'p [Step], spot: &Spot) -> Option<(At<'w>, &'p [Step])> {
    let module = scope.module;
    let first = name_at(path, 0)?;
    Some(match head {
        "var" => (At::Value(module.variable(first, spot)), &path[1..]),
        "local" => (At::Value(module.local(first, spot)), &path[1..]),
        "path" => (At::Value(module.path(first, spot)), &path[1..]),
        "terraform" => (At::Value(Node::unknown("the workspace is chosen when it is applied", spot)), &path[1..]),
        "each" | "count" | "self" => (At::Value(Node::unknown(format!("`{head}` is not known here"), spot)), path),
        "module" => (children(module, first, spot), &path[1..]),
        "data" => (instances(module, "data", first, name_at(path, 1)?, spot), &path[2..]),
        _ => (instances(module, "resource", head, first, spot), &path[1..]),
    })
}

fn instances<'w>(module: &Module<'w>, kind: &str, family: &str, name: &str, spot: &Spot) -> At<'w> {
    match module.instances(kind, family, name) {
        Some(found) => match found.all.as_slice() {
            [only] if only.key.is_none() || only.stands_for_all() => At::Resource(only.clone()),
            [] if found.whole.is_some() => At::Value(Node::unknown(found.whole.clone().unwrap_or_default(), spot)),
            all => At::Resources(all.to_vec()),
        },
        None => At::Value(Node::wrong(format!("`{family}.{name}` is not defined"), spot)),
    }
}

fn children<'w>(module: &Module<'w>, name: &str, spot: &Spot) -> At<'w> {
    match module.children(name) {
        Ok(all) => match all.as_slice() {
            [(key, only)] if key.is_null() || key.gap().is_some() => At::Module(only.clone()),
            all => At::Modules(all.to_vec()),
        },
        Err(why) => {
            let of = Some((Arc::from(format!("{}module.{name}", module.address)), Arc::from("")));
            let gap = Gap { why, of, ..Gap::default() };
            At::Value(Node::new(Data::Unknown(Arc::new(gap)), spot))
        }
    }
}

fn follow<'w>(scope: &Scope<'_, 'w>, mut at: At<'w>, path: &[Step], spot: &Spot) -> Node {
    for (place, step) in path.iter().enumerate() {
        let rest = &path[place + 1..];
        let each = |names: usize| -> Node {
            let (own, after) = rest.split_at(names);
            let one = |at: At<'w>| follow(scope, at, own, spot);
            let all = match parts(&at) {
                Ok(all) => Node::list(all.into_iter().map(one).collect(), spot),
                Err(gap) => return gap.moved(spot),
            };
            follow(scope, At::Value(all), after, spot)
        };
        match step {
            Step::Each => return each(rest.len()),
            Step::EachName => return each(rest.iter().take_while(|s| matches!(s, Step::Name(_))).count()),
            Step::Name(name) => at = part(&at, name, spot),
            Step::Index(index) => at = item(&at, &eval(scope, index), spot),
        }
    }
    ended(at, spot)
}

/// What a splat goes through: a single thing counts as a list of one, nothing as an empty one.
fn parts<'w>(at: &At<'w>) -> Result<Vec<At<'w>>, Node> {
    Ok(match at {
        At::Value(node) => match &node.data {
            Data::Unknown(_) => return Err(node.clone()),
            _ => node.each().iter().cloned().map(At::Value).collect(),
        },
        At::Resource(one) if one.stands_for_all() => return Err(one.filled_in("", &one.spot)),
        At::Resource(one) => vec![At::Resource(one.clone())],
        At::Resources(all) => all.iter().cloned().map(At::Resource).collect(),
        At::Module(one) => vec![At::Module(one.clone())],
        At::Modules(all) => all.iter().map(|(_, one)| At::Module(one.clone())).collect(),
    })
}

fn part<'w>(at: &At<'w>, name: &str, spot: &Spot) -> At<'w> {
    match at {
        At::Value(node) => At::Value(of_value(node, name, spot)),
        At::Resource(one) => At::Value(attribute(one, name, spot)),
        At::Module(one) => At::Value(one.output(name, spot)),
        At::Resources(all) => keyed(all.iter().map(|one| (one.key.as_ref(), one)), name).map_or_else(
            || At::Value(Node::wrong(format!("there is no `{name}`"), spot)),
            |one| At::Resource(one.clone()),
        ),
        At::Modules(all) => keyed(all.iter().map(|(key, one)| (Some(key), one)), name).map_or_else(
            || At::Value(Node::wrong(format!("there is no `{name}`"), spot)),
            |one| At::Module(one.clone()),
        ),
    }
}

fn keyed<'a, T>(mut all: impl Iterator<Item = (Option<&'a Node>, T)>, name: &str) -> Option<T> {
    all.find(|(key, _)| key.and_then(Node::as_text).as_deref() == Some(name)).map(|(_, one)| one)
}

fn of_value(node: &Node, name: &str, spot: &Spot) -> Node {
    match &node.data {
        Data::Map(_) => match node.entry(name).filter(|entry| node.resource().is_none() || !entry.node.is_null()) {
            Some(entry) => entry.node.clone(),
            None if node.resource().is_some() => node
                .holds
                .as_deref()
                .map_or_else(|| Node::wrong("it is not there", spot), |held| of_value(held, name, spot)),
            None => Node::wrong(format!("it has no `{name}`"), spot),
        },
        Data::Unknown(gap) => {
            let of = gap.of.as_ref().map(|(resource, before)| {
                let path = if before.is_empty() { name.to_owned() } else { format!("{before}.{name}") };
                (resource.clone(), Arc::from(path))
            });
            Node::new(Data::Unknown(Arc::new(Gap { of, text: None, ..(**gap).clone() })), spot)
        }
        Data::List(all) => match name.parse::<usize>().ok().and_then(|at| all.get(at)) {
            Some(one) => one.clone(),
            None => Node::wrong(format!("a list has no `{name}`"), spot),
        },
        _ => Node::wrong(format!("it has no `{name}`"), spot),
    }
}

/// An attribute that is not set is filled in by the provider.
fn attribute(one: &Instance, name: &str, spot: &Spot) -> Node {
    match one.body().entry(name).filter(|entry| !entry.node.is_null()) {
        Some(entry) => entry.node.clone(),
        None => one.filled_in(name, spot),
    }
}

fn item<'w>(at: &At<'w>, index: &Node, spot: &Spot) -> At<'w> {
    if let At::Resource(one) = at
        && one.stands_for_all()
    {
        return At::Resource(one.clone());
    }
    if let Some(gap) = gap_of([index], spot) {
        return At::Value(gap);
    }
    let text = index.as_text().unwrap_or_else(|| Arc::from(""));
    match at {
        At::Value(node) if matches!(node.data, Data::List(_)) => {
            let place = index.number().filter(|n| *n >= 0.0 && n.fract() == 0.0).map(|n| n as usize);
            At::Value(match place.and_then(|place| node.each().get(place)) {
                Some(one) => one.clone(),
                None => Node::wrong("the list is shorter", spot),
            })
        }
        At::Resource(one) if index.number() == Some(0.0) => At::Resource(one.clone()),
        At::Module(one) => At::Module(one.clone()),
        _ => part(at, &text, spot),
    }
}

/// A whole resource is what it is given, and known by its name for the rest; a whole module is its outputs.
fn ended(at: At<'_>, spot: &Spot) -> Node {
    let entry = |key: Option<&Node>, node: Node| Entry {
        name: key.and_then(Node::as_text).unwrap_or_else(|| Arc::from("")),
        spot: spot.clone(),
        node,
    };
    match at {
        At::Value(node) => node,
        At::Resource(one) => whole(&one, spot),
        At::Resources(all) if all.iter().all(|one| one.key.as_ref().is_none_or(|key| key.number().is_some())) => {
            Node::list(all.iter().map(|one| whole(one, spot)).collect(), spot)
        }
        At::Resources(all) => {
            super::map(all.iter().map(|one| entry(one.key.as_ref(), whole(one, spot))).collect(), spot)
        }
        At::Module(one) => one.outputs(spot),
        At::Modules(all) if all.iter().all(|(key, _)| matches!(key.data, Data::Number(_))) => {
            Node::list(all.iter().map(|(_, one)| one.outputs(spot)).collect(), spot)
        }
        At::Modules(all) => {
            super::map(all.iter().map(|(key, one)| entry(Some(key), one.outputs(spot))).collect(), spot)
        }
    }
}

fn whole(one: &Instance, spot: &Spot) -> Node {
    let open = one.filled_in("", spot);
    match &one.body().data {
        Data::Map(entries) => {
            let data = Data::Map(entries.clone());
            Node::new(data, spot).made_from(Some(Arc::new(open)))
        }
        _ => open,
    }
}
