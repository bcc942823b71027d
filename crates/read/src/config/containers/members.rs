//! Services of compose and containers of workloads.

use sneck_model::{Facts, Key, Layer, Place, Step, Value};

use super::about::value;
use super::users::{self, Runs};
use super::{About, limits, mounts, products, rights, tools};
use crate::config::stack::{Family, Member, Right, Said};
use crate::declared::Supplied;
use crate::tree::Tree;

/// The settings of one container. What its image decides is said of the image.
pub(super) fn read(tree: &Tree, member: &Member, facts: &mut Facts) {
    if member.family == Family::Dockerfile {
        return;
    }
    let mut about = About { facts, subject: member.subject.clone(), kind: member.kind };
    if let Some(image) = &member.image {
        let step = Step::new(image.place.clone(), says_image(&image.is));
        about.set(Key::CONTAINER_IMAGE, "image", value(&image.is), vec![step]);
    }
    if let Some((raw, value, because)) = user(tree, member) {
        about.set(Key::CONTAINER_USER, raw, value, because);
    }
    rights::read(member, &mut about);
    mounts::read(member, &mut about);
    limits::read(member, &mut about);
    published(member, &mut about);
    tools::read(member, &mut about);
    products::read(tree, member, &mut about);
}

fn says_image(image: &Supplied) -> String {
    match image {
        Supplied::Text(text) => format!("runs {text}"),
        Supplied::Unknown(_) => "names the image".into(),
    }
}

/// A step at the place where something belongs that a container does not say.
pub(super) fn absent(member: &Member, says: &str) -> Step {
    let (path, line) =
        member.place.file().map_or_else(|| (member.project.clone(), 0), |(path, line)| (path.clone(), line));
    Step::new(Place::Absent { layer: Layer::Deploy, path, line }, says)
}

/// The account before the colon; `0` is root.
pub(super) fn account(text: &str) -> String {
    let account = text.split(':').next().unwrap_or_default().trim();
    if account == "0" { "root".to_owned() } else { account.to_owned() }
}

/// What the account of a container is set to, and why: by its file, else by the image where that is not built here.
type User = (&'static str, Value, Vec<Step>);

fn user(tree: &Tree, member: &Member) -> Option<User> {
    let raw = if member.family == Family::Kubernetes { "securityContext.runAsUser" } else { "user" };
    if let Some(Said { is, place }) = &member.user {
        return Some(match is {
            Supplied::Text(text) if text.is_empty() => return None,
            Supplied::Text(text) => {
                let account = account(text);
                let step = Step::new(place.clone(), format!("runs it as {account}"));
                (raw, Value::Text(account), vec![step])
            }
            Supplied::Unknown(why) => {
                (raw, Value::Unknown(why.clone()), vec![Step::new(place.clone(), "names the user")])
            }
        });
    }
    if let Some(said) = member.rights.iter().find(|right| right.is == Right::NonRoot(true)) {
        let step = Step::new(said.place.clone(), "refuses to run it as root");
        return Some(("securityContext.runAsNonRoot", Value::Text("not root".into()), vec![step]));
    }
    if member.built.is_some() {
        return None;
    }
    Some(by_image(tree, member))
}

fn by_image(tree: &Tree, member: &Member) -> User {
    let (raw, nothing) = match member.family {
        Family::Kubernetes => ("securityContext.runAsNonRoot", "sets no runAsNonRoot"),
        _ => ("user", "sets no user"),
    };
    let image = match member.image.as_ref().map(|image| &image.is) {
        Some(Supplied::Text(text)) => text.as_str(),
        _ => "",
    };
    let at_image =
        |says: String| member.image.iter().map(|i| Step::new(i.place.clone(), says.clone())).collect::<Vec<_>>();
    match users::of(image) {
        Some(Runs::Drops(user) | Runs::Workers(user) | Runs::Own(user)) => {
            (raw, Value::Text(user.to_owned()), at_image(format!("{image} runs as {user}")))
        }
        Some(Runs::Root) => {
            let steps = std::iter::once(absent(member, nothing)).chain(at_image(format!("{image} runs as root")));
            let steps: Vec<Step> = steps.collect();
            let words = member.command.as_ref().map(|command| command.is.as_slice()).unwrap_or_default();
            match super::drops::account(words, &|path| member.tree_path(tree, path).and_then(|path| tree.file(&path))) {
                Some(user) => (raw, Value::Text(user), steps),
                None => (raw, Value::Text("root".into()), steps),
            }
        }
        None => {
            let why = "who its image runs as is not known".to_owned();
            let steps =
                std::iter::once(absent(member, nothing)).chain(at_image("names an image that is not known".into()));
            let value = match member.family {
                // The cluster is asked to refuse root whatever the image says.
                Family::Kubernetes => Value::OneOf(vec![Value::Text("root".into()), Value::Unknown(why)]),
                _ => Value::Unknown(why),
            };
            (raw, value, steps.collect())
        }
    }
}

/// What it publishes, the widest first; an empty list for nothing.
fn published(member: &Member, about: &mut About<'_>) {
    for port in &member.published {
        let part = format!("port {}/{}", port.target, port.protocol);
        let shown = port.shown();
        let says = shown
            .as_ref()
            .map_or_else(|| "publishes a port".to_owned(), |at| format!("publishes port {} on {at}", port.target));
        let value = match (&port.address, shown) {
            (Supplied::Unknown(why), _) => Value::Unknown(why.clone()),
            (_, Some(shown)) => Value::Text(shown),
            (Supplied::Text(_), None) => continue,
        };
        about.set_in(&part, Key::CONTAINER_PUBLISHED, "ports", value, vec![Step::new(port.place.clone(), says)]);
    }
    if member.published.is_empty() {
        about.set(
            Key::CONTAINER_PUBLISHED,
            "ports",
            Value::None,
            vec![Step::new(member.place.clone(), "publishes nothing")],
        );
    }
}
