//! The containers that the files of a tree declare, in one form: services of compose, containers of
//! Kubernetes workloads, and images of Dockerfiles that nothing else starts.
//!
//! Whoever reads a configuration file asks here which container gets to see it ([`Stack::with_file`]), what
//! that container publishes, and with which command and variables it is started.

mod port;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use sneck_model::{Kind, Place, Setting, Subject};

use super::container::Container;
use super::dockerfile::Image;
use super::launch::{Mounts, absolute};
use super::place::at;
use crate::declared::{DeclaredVariable, Supplied};
use crate::tree::{File, NamedEnvironment};

pub(crate) use port::{EVERYWHERE, published, split};
pub use port::{Port, Published};

/// All of a tree.
#[derive(Clone, Debug, Default)]
pub struct Stack {
    /// In the order of the files.
    pub members: Vec<Member>,
    /// Files that other files hold: keys of ConfigMaps, configs of compose that are written out.
    pub held: Vec<File>,
    /// Settings of what requests come in by: an Ingress and the like.
    pub doors: Vec<Setting>,
}

/// Which sort of file declares a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// A service of a compose project.
    Compose,
    /// A container of a workload.
    Kubernetes,
    /// A stage of a Dockerfile; how it is started is not known.
    Dockerfile,
}

/// Something that a file says, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Said<T> {
    /// What.
    pub is: T,
    /// Where.
    pub place: Place,
}

/// One declared container.
#[derive(Clone, Debug)]
pub struct Member {
    /// `compose.yaml#db`, `k8s/shop.yaml#Deployment/shop`, `Dockerfile`.
    pub subject: Subject,
    /// Which sort of file declares it.
    pub family: Family,
    /// What it is for.
    pub kind: Kind,
    /// Its name, or that of its file, says so.
    pub named: bool,
    /// Containers of one project reach each other: the first file of a compose project, a namespace, or the
    /// Dockerfile.
    pub project: Arc<str>,
    /// By which others of its project reach it: the service's name and its aliases, names of Services.
    pub names: Vec<String>,
    /// Containers of one pod reach each other as `localhost`; that of every other container is its own.
    pub pod: Arc<str>,
    /// Ports that it says it listens on.
    pub ports: Vec<String>,
    /// The environment that it is, where it runs a program of the tree.
    pub environment: Option<String>,
    /// Where it is declared.
    pub place: Place,
    /// The image that is pulled; none where it is built on the spot.
    pub image: Option<Said<Supplied>>,
    /// What a Dockerfile of the tree makes: built on the spot, or the image that is pulled, by its name.
    pub built: Option<Built>,
    /// The words that are run, entry point and command together; none where the image decides.
    pub command: Option<Said<Vec<String>>>,
    /// Those of the image, then its own: of one name the last counts.
    pub variables: Vec<DeclaredVariable>,
    /// Sources of variables that could not be read, as clauses.
    pub open: Vec<String>,
    /// What stands over its files.
    pub mounts: Vec<Mount>,
    /// What it publishes beyond its own networks.
    pub published: Vec<Published>,
    /// Names of its networks; empty for the one of its project.
    pub networks: Vec<String>,
    /// Who it runs as, where the file says so (`user:`, `runAsUser`); else its image decides.
    pub user: Option<Said<Supplied>>,
    /// What it may do beyond a plain container.
    pub rights: Vec<Said<Right>>,
    /// Its limits.
    pub limits: Limits,
    /// Its labels: names and values.
    pub labels: Vec<Said<(String, String)>>,
}

/// An image of a Dockerfile of the tree.
#[derive(Clone, Debug)]
pub struct Built {
    /// The Dockerfile.
    pub dockerfile: Arc<str>,
    /// Which stage of it is started.
    pub stage: usize,
    /// Where `FROM` of the image's first stage stands, with what the image is built on.
    pub base: Said<Supplied>,
    /// What the stage leaves.
    pub image: Image,
}

/// A file or folder that stands over the files of a container.
#[derive(Clone, Debug, PartialEq)]
pub struct Mount {
    /// Where it comes from.
    pub source: Source,
    /// Path in the container.
    pub target: String,
    /// It cannot be written to.
    pub read_only: bool,
    /// Where it is said.
    pub place: Place,
}

/// Where a mount comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A path of the tree, or of a file that another one holds.
    Tree(String),
    /// A path of the machine.
    Host(String),
    /// Anything else: a named volume, a claim, memory.
    Volume(String),
}

/// A right beyond those of a plain container, or one that is given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Right {
    /// `privileged: true`
    Privileged(bool),
    /// `allowPrivilegeEscalation`, or without `no-new-privileges`.
    Escalation(bool),
    /// A capability that is added, in upper case without `CAP_`.
    Capability(String),
    /// A name space of the machine: `network`, `pid`, `ipc`.
    Namespace(&'static str),
    /// A confinement that is switched off: `seccomp`, `apparmor`, `label`.
    Unconfined(String),
    /// `runAsNonRoot`
    NonRoot(bool),
    /// The token of its service account is mounted, or is not.
    Token(bool),
    /// The service account that it is given by name.
    Account(String),
}

/// Limits of what a container may use.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limits {
    /// As it is written.
    pub memory: Option<Said<String>>,
    /// As it is written.
    pub cpu: Option<Said<String>>,
}

impl Built {
    /// Of a container that is built from a Dockerfile of the tree.
    pub(super) fn of(container: &Container, stage: usize) -> Option<Self> {
        let dockerfile = container.dockerfile.clone()?;
        let image = container.image.clone();
        let is = image.unknown.clone().map_or_else(|| Supplied::Text(image.base.clone()), Supplied::Unknown);
        let base = Said { is, place: at(&dockerfile, image.from) };
        Some(Self { dockerfile, stage, base, image })
    }
}

impl Stack {
    /// Containers that get to see a file of the tree, each with the path at which they see it.
    pub fn with_file<'s>(&'s self, path: &'s str) -> impl Iterator<Item = (&'s Member, String)> {
        self.members.iter().filter_map(move |member| Some((member, member.inside(path)?)))
    }

    /// The container of a subject.
    #[must_use]
    pub fn member(&self, subject: &Subject) -> Option<&Member> {
        self.members.iter().find(|member| &member.subject == subject)
    }

    /// Kinds in the light of the others: what no name says is for development when the same container is
    /// declared for production elsewhere in its folder, and `sneck.toml` has the last word.
    pub(crate) fn settle(&mut self, named: &[NamedEnvironment]) {
        let own = |member: &Member| {
            let (path, name) = member.subject.name.split_once('#')?;
            // Overlays of Kustomize stand in folders beside their base, files of compose side by side.
            let split = if member.family == Family::Compose { path.rsplit_once('/') } else { path.split_once('/') };
            let folder = split.map_or("", |(folder, _)| folder);
            Some((member.family, folder.to_owned(), name.to_owned()))
        };
        let for_users = self.members.iter().filter(|member| member.named && member.kind == Kind::Production);
        let for_users: Vec<_> = for_users.filter_map(own).collect();
        for member in &mut self.members {
            if !member.named && own(member).is_some_and(|own| for_users.contains(&own)) {
                member.kind = Kind::Development;
            }
            let name = &member.subject.name;
            let is = |one: &&NamedEnvironment| *name == one.name || name.ends_with(&format!("#{}", one.name));
            member.kind = named.iter().find(is).and_then(|one| one.kind).unwrap_or(member.kind);
        }
    }
}

impl Member {
    /// The path at which it sees a file of the tree: mounted, or copied into the image that is built.
    #[must_use]
    pub fn inside(&self, path: &str) -> Option<String> {
        self.files().inside(path)
    }

    /// The file or folder of the tree that stands at a path in it.
    #[must_use]
    pub fn tree_path(&self, tree: &crate::tree::Tree, inside: &str) -> Option<String> {
        self.files().tree_path(tree, &absolute("/", inside))
    }

    /// Files of the tree: those of its image, and what is mounted over them.
    pub(in crate::config) fn files(&self) -> Mounts {
        let mut files = self.built.as_ref().map(|built| built.image.mounts.clone()).unwrap_or_default();
        for mount in &self.mounts {
            if let Source::Tree(outside) = &mount.source {
                files.add(outside, &mount.target);
            }
        }
        files
    }

    /// A variable as it is set in the end.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&DeclaredVariable> {
        self.variables.iter().rev().find(|variable| variable.name == name)
    }

    /// What it is made of in the end: the image that is pulled, or the base of the one that is built.
    #[must_use]
    pub fn base(&self) -> Option<&Said<Supplied>> {
        self.built.as_ref().map(|built| &built.base).or(self.image.as_ref())
    }

    /// It shares the machine's network: whatever it listens on is reached from outside.
    #[must_use]
    pub fn on_host_network(&self) -> bool {
        self.rights.iter().any(|right| right.is == Right::Namespace("network"))
    }
}
