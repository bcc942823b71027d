//! Resources of a cloud, in the shape that every language comes to.

use std::sync::Arc;

use sneck_model::Kind;

use super::node::{Entry, Node, Spot};

/// What is made together.
pub struct Deployment {
    /// In the order of their addresses.
    pub resources: Vec<Resource>,
    /// What it is for.
    pub kind: Kind,
}

/// What stands behind a declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// It is made.
    Made,
    /// It exists and is looked up.
    Read,
    /// How a provider is reached.
    Provider,
}

/// One resource.
pub struct Resource {
    /// `module.a.aws_s3_bucket.logs[0]`
    pub address: Arc<str>,
    /// `aws_s3_bucket`, `AWS::S3::Bucket`
    pub family: Arc<str>,
    /// File and address.
    pub subject: String,
    /// Where its declaration begins.
    pub spot: Spot,
    /// Its attributes.
    pub body: Node,
    /// What stands behind the declaration.
    pub sort: Sort,
    /// Why it is not known whether it is made at all.
    pub maybe: Option<String>,
}

impl Resource {
    /// An attribute that is set to something.
    #[must_use]
    pub fn at(&self, path: &[&str]) -> Option<&Entry> {
        self.body.at(path).filter(|entry| !entry.node.is_null())
    }

    /// Whether a value names this resource: by reference, or by the text of one of its attributes.
    #[must_use]
    pub fn is_named_by(&self, node: &Node, names: &[&str]) -> bool {
        if let Some(of) = node.resource() {
            return *of == self.address;
        }
        let Some(text) = node.as_text() else { return false };
        names.iter().any(|name| self.at(&[name]).and_then(|entry| entry.node.as_text()).as_ref() == Some(&text))
    }
}

impl Deployment {
    /// What is made of a family.
    pub fn of<'d>(&'d self, family: &'d str) -> impl Iterator<Item = &'d Resource> {
        self.resources.iter().filter(move |one| &*one.family == family && one.sort == Sort::Made)
    }

    /// The resource of an address.
    #[must_use]
    pub fn find(&self, address: &str) -> Option<&Resource> {
        self.resources.iter().find(|one| &*one.address == address)
    }
}
