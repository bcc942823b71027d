//! Traefik: what it is started with (files, options, variables), what its providers read, and labels of containers.
//!
//! Source: the reference of Traefik 3.1, static and dynamic configuration.

mod cluster;
mod dynamic;
mod labels;
mod options;
mod statics;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use sneck_model::{Facts, Key, Scope, Setting, Standing, Step, Value};

pub(super) use self::cluster::{of_cluster, of_ingress};
use self::options::Options;
use super::containers::reference::Reference;
use super::served::{self, Writer};
use super::stack::{Member, Stack};
use crate::declared::Supplied;
use crate::tree::{File, Tree};

/// What its dashboard is called.
const DASHBOARD: &str = "Traefik's dashboard";

/// The port of the API that is open to everybody.
const API: u16 = 8080;

/// Settings of every Traefik of the tree.
pub(super) fn read(tree: &Tree, stack: &Stack, facts: &mut Facts) {
    let files: Vec<(&File, Options)> = tree.files.iter().filter(|file| may_be_one(file)).map(options).collect();
    let labelled: Vec<(&Member, Options)> = stack
        .members
        .iter()
        .map(|member| (member, Options::of_labels(member)))
        .filter(|(_, own)| !own.0.is_empty())
        .collect();
    let all = Options(
        files
            .iter()
            .map(|(_, own)| own)
            .chain(labelled.iter().map(|(_, own)| own))
            .flat_map(|own| own.0.clone())
            .collect(),
    );
    let redirects = dynamic::redirects(&all);
    for (file, own) in &files {
        let mut writer = Writer { settings: Vec::new(), kind: served::kind_of(&file.path) };
        if statics::is_static(own) {
            writer.write(&file.path, statics::settings(own, redirects));
            if let Some(step) = statics::open_dashboard(own) {
                open(stack.with_file(&file.path).map(|(member, _)| member), &step, facts);
            }
        } else if dynamic::is_dynamic(own) {
            writer.write(&file.path, dynamic::settings(own));
        }
        facts.settings.extend(writer.settings);
    }
    stack.members.iter().filter(|member| runs_traefik(member)).for_each(|member| started(member, redirects, facts));
    labelled.iter().for_each(|(member, own)| of_labels(member, own, &all, stack, facts));
}

fn options(file: &File) -> (&File, Options) {
    (file, Options::of_file(file))
}

/// By what it says: files of a provider have any name.
fn may_be_one(file: &File) -> bool {
    let name = file.name();
    let ends = [".yml", ".yaml", ".toml"].iter().any(|end| name.ends_with(end));
    let says = |word: &[u8]| memchr::memmem::find(&file.bytes, word).is_some();
    let toml = name.ends_with(".toml");
    let is_static = says(b"entryPoints") || says(b"entrypoints");
    let is_dynamic = if toml {
        says(b"[http.") || says(b"[tls.options")
    } else {
        says(b"routers:") || says(b"middlewares:") || says(b"minVersion:")
    };
    ends && (is_static || is_dynamic) && !says(b"apiVersion:")
}

fn runs_traefik(member: &Member) -> bool {
    let image = member.base().map(|said| &said.is);
    matches!(image, Some(Supplied::Text(text)) if Reference::of(text).name.rsplit('/').next() == Some("traefik"))
}

/// What the command of a container says.
fn started(member: &Member, redirects: bool, facts: &mut Facts) {
    let own = Options::of_member(member);
    let mut writer = Writer { settings: Vec::new(), kind: member.kind };
    writer.write(&member.subject.name, statics::settings(&own, redirects));
    facts.settings.extend(writer.settings.into_iter().map(|setting| of_member(setting, member)));
}

/// What labels say is that container's, in the file that declares it.
fn of_member(setting: Setting, member: &Member) -> Setting {
    Setting { standing: Standing::Kind(member.kind), ..setting }
}

/// The API of the containers that see a file with `insecure: true` in it.
fn open<'s>(members: impl Iterator<Item = &'s Member>, step: &Step, facts: &mut Facts) {
    for member in members.filter(|member| runs_traefik(member)) {
        for published in member.published.iter().filter(|published| published.leads_to(API)) {
            let value = published
                .shown()
                .map_or_else(|| Value::Unknown("where it is published is not known".to_owned()), Value::Text);
            let publishes = Step::new(published.place.clone(), format!("publishes port {}", published.target));
            facts.settings.push(tool(member, &published.target, value, vec![publishes, step.clone()]));
        }
    }
}

/// The dashboard, as a tool that a container runs.
fn tool(member: &Member, port: &str, value: Value, because: Vec<Step>) -> Setting {
    Setting {
        component: member.subject.clone(),
        scope: Scope(vec![format!("port {port}")]),
        key: Key::CONTAINER_ADMIN_TOOL,
        raw: DASHBOARD.to_owned(),
        value,
        standing: Standing::Kind(member.kind),
        because,
    }
}

fn of_labels(member: &Member, own: &Options, all: &Options, stack: &Stack, facts: &mut Facts) {
    let mut writer = Writer { settings: Vec::new(), kind: member.kind };
    let name: Arc<str> = Arc::from(format!("{} behind Traefik", member.subject.name));
    let mut drafts = labels::settings(member, own, all);
    if runs_traefik(member) || drafts.is_empty() {
        drafts.extend(dynamic::settings(own));
    }
    writer.write(&name, drafts);
    facts.settings.extend(writer.settings.into_iter().map(|setting| of_member(setting, member)));
    let Some((step, guarded)) = labels::dashboard(own, all) else { return };
    let near = |other: &&Member| other.project == member.project && runs_traefik(other);
    for traefik in stack.members.iter().filter(near) {
        let web = |port: &u16| traefik.published.iter().any(|published| published.leads_to(*port));
        let Some(port) = [443, 80].into_iter().find(web) else { continue };
        let published = traefik.published.iter().find(|published| published.leads_to(port));
        let value = match (guarded, published.and_then(|published| published.shown())) {
            (Some(true), _) => Value::None,
            (Some(false), Some(shown)) => Value::Text(shown),
            _ => Value::Unknown("who is let in is decided by a middleware that is not in the tree".to_owned()),
        };
        facts.settings.push(tool(traefik, &format!("{port} by a label"), value, vec![step.clone()]));
    }
}
