//! What a container may do beyond others.

use sneck_model::{Key, Step, Value};

use super::About;
use crate::config::stack::{Family, Member, Right};

/// The settings of a container's rights; one that is not given is a setting, too.
pub(super) fn read(member: &Member, about: &mut About<'_>) {
    let silent = || vec![Step::new(member.place.clone(), "asks for no such right")];
    let mut said: Vec<Key> = Vec::new();
    for right in &member.rights {
        let Some(row) = row(&right.is) else { continue };
        said.push(row.key);
        let step = Step::new(right.place.clone(), row.says);
        about.set_in(&row.part, row.key, row.raw, row.value, vec![step]);
    }
    let absent = [
        (Key::CONTAINER_PRIVILEGED, Value::Bool(false)),
        (Key::CONTAINER_CAPABILITY, Value::None),
        (Key::CONTAINER_NAMESPACE, Value::None),
    ];
    for (key, value) in absent.into_iter().filter(|(key, _)| !said.contains(key)) {
        about.set(key, "", value, silent());
    }
    if member.family == Family::Kubernetes {
        token(member, about);
    }
}

struct Row {
    key: Key,
    part: String,
    raw: &'static str,
    value: Value,
    says: String,
}

fn row(right: &Right) -> Option<Row> {
    let row = |key, part: &str, raw, value, says: String| Row { key, part: part.to_owned(), raw, value, says };
    Some(match right {
        Right::Privileged(on) => {
            row(Key::CONTAINER_PRIVILEGED, "", "privileged", Value::Bool(*on), format!("sets privileged to {on}"))
        }
        Right::Escalation(on) => {
            let says = format!("sets allowPrivilegeEscalation to {on}");
            row(Key::CONTAINER_ESCALATION, "", "allowPrivilegeEscalation", Value::Bool(*on), says)
        }
        Right::Capability(name) => {
            let part = format!("capability {name}");
            row(Key::CONTAINER_CAPABILITY, &part, "cap_add", Value::Text(name.clone()), format!("adds {name}"))
        }
        Right::Namespace(space) => {
            let (part, says) =
                (format!("{space} of the host"), format!("shares the {space} name space of the machine"));
            row(Key::CONTAINER_NAMESPACE, &part, "host", Value::Text((*space).to_owned()), says)
        }
        Right::Unconfined(what) => {
            let says = format!("switches {what} off");
            row(Key::CONTAINER_UNCONFINED, what, "unconfined", Value::Text(what.clone()), says)
        }
        Right::NonRoot(_) | Right::Token(_) | Right::Account(_) => return None,
    })
}

/// The default account of a name space is shared by everything in it; a named one was made for a purpose.
fn token(member: &Member, about: &mut About<'_>) {
    let find = |wanted: fn(&Right) -> bool| member.rights.iter().find(|right| wanted(&right.is));
    let switch = find(|right| matches!(right, Right::Token(_)));
    let account = find(|right| matches!(right, Right::Account(name) if name != "default"));
    let key = Key::CONTAINER_DEFAULT_TOKEN;
    let raw = "automountServiceAccountToken";
    let (value, step) = match (switch, account) {
        (Some(said), _) if said.is == Right::Token(false) => (false, Step::new(said.place.clone(), "mounts no token")),
        (_, Some(said)) => (false, Step::new(said.place.clone(), "names a service account")),
        (Some(said), None) => (true, Step::new(said.place.clone(), "mounts the token of the default service account")),
        (None, None) => (true, absent(member)),
    };
    about.set(key, raw, Value::Bool(value), vec![step]);
}

fn absent(member: &Member) -> Step {
    super::members::absent(member, "leaves the token of the default service account mounted")
}
