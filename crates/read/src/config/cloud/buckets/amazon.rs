//! S3, in Terraform and CloudFormation.

use sneck_model::{Key, Step, Value};

use super::super::documents::{Statement, everybody, statements};
use super::super::node::{Entry, Node};
use super::super::out::{Out, absent, because, shown};
use super::super::resource::{Deployment, Resource};
use super::public;

/// Lists of grants that anybody, or anybody with an account, is on.
const OPEN: &[&str] =
    &["public-read", "public-read-write", "authenticated-read", "PublicRead", "PublicReadWrite", "AuthenticatedRead"];
/// Groups of people in single grants.
const GROUPS: &[&str] =
    &["http://acs.amazonaws.com/groups/global/AllUsers", "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"];
/// How a bucket is named by what belongs to it.
const NAMES: &[&str] = &["bucket", "BucketName", "id"];

/// The four switches, in Terraform and CloudFormation: lists of grants first, policies last.
const SWITCHES: [(&str, &str); 4] = [
    ("block_public_acls", "BlockPublicAcls"),
    ("ignore_public_acls", "IgnorePublicAcls"),
    ("block_public_policy", "BlockPublicPolicy"),
    ("restrict_public_buckets", "RestrictPublicBuckets"),
];

pub(super) fn translate(deployment: &Deployment, out: &mut Out) {
    for bucket in deployment.of("aws_s3_bucket").chain(deployment.of("AWS::S3::Bucket")) {
        let shield = Shield::of(deployment, bucket);
        lists(deployment, bucket, &shield, out);
        policies(deployment, bucket, &shield, out);
        switches(bucket, &shield, out);
    }
    strays(deployment, out);
}

/// What stands between a bucket and the public.
struct Shield<'d> {
    /// The block of the four switches, and what it belongs to.
    block: Option<(&'d Resource, &'d Node)>,
    account: bool,
    owner: bool,
}

impl<'d> Shield<'d> {
    fn of(deployment: &'d Deployment, bucket: &'d Resource) -> Self {
        let beside = deployment.of("aws_s3_bucket_public_access_block").find(|one| belongs(one, bucket, "bucket"));
        let block = match beside {
            Some(one) => Some((one, &one.body)),
            None => bucket.at(&["PublicAccessBlockConfiguration"]).map(|entry| (bucket, &entry.node)),
        };
        let account =
            deployment.of("aws_s3_account_public_access_block").any(|one| (0..4).all(|at| is_on(&one.body, at)));
        let controls = deployment.of("aws_s3_bucket_ownership_controls").find(|one| belongs(one, bucket, "bucket"));
        let owner = controls
            .and_then(|one| one.at(&["rule", "object_ownership"]))
            .or_else(|| bucket.at(&["OwnershipControls", "Rules", "ObjectOwnership"]))
            .and_then(|entry| entry.node.as_text())
            .is_some_and(|text| &*text == "BucketOwnerEnforced");
        Self { block, account, owner }
    }

    fn has(&self, switches: [usize; 2]) -> bool {
        self.account || self.block.is_some_and(|(_, block)| switches.iter().any(|at| is_on(block, *at)))
    }

    fn stops_lists(&self) -> bool {
        self.owner || self.has([0, 1])
    }

    fn stops_policies(&self) -> bool {
        self.has([2, 3])
    }
}

fn switch(block: &Node, at: usize) -> Option<&Entry> {
    let (terraform, formation) = SWITCHES[at];
    block.entry(terraform).or_else(|| block.entry(formation)).filter(|entry| !entry.node.is_null())
}

fn is_on(block: &Node, at: usize) -> bool {
    switch(block, at).is_some_and(|entry| entry.node.truth() == Some(true))
}

/// Whether something is about a bucket.
fn belongs(one: &Resource, bucket: &Resource, name: &str) -> bool {
    one.at(&[name]).is_some_and(|entry| bucket.is_named_by(&entry.node, NAMES))
}

/// Lists of grants: the bucket's own, and those that stand beside it.
fn lists(deployment: &Deployment, bucket: &Resource, shield: &Shield<'_>, out: &mut Out) {
    let beside: Vec<&Resource> =
        deployment.of("aws_s3_bucket_acl").filter(|one| belongs(one, bucket, "bucket")).collect();
    let own = bucket.at(&["acl"]).or_else(|| bucket.at(&["AccessControl"]));
    let entries = own.into_iter().chain(beside.iter().filter_map(|one| one.at(&["acl"])));
    for entry in entries {
        list(bucket, entry, shield.stops_lists(), out);
    }
    for one in &beside {
        for grant in one.at(&["access_control_policy"]).map_or(&[][..], |entry| entry.node.blocks_of("grant")) {
            if let Some(entry) = grant.at(&["grantee", "uri"]) {
                group(bucket, entry, shield.stops_lists(), out);
            }
        }
    }
    for grant in bucket.body.blocks("grant") {
        if let Some(entry) = grant.entry("uri") {
            group(bucket, entry, shield.stops_lists(), out);
        }
    }
}

fn list(of: &Resource, entry: &Entry, stopped: bool, out: &mut Out) {
    let says = format!("sets `{}` to {}", entry.name, shown(&entry.node));
    let value = match (entry.node.as_text(), entry.node.gap()) {
        (Some(text), _) => Value::Bool(OPEN.contains(&&*text) && !stopped),
        (None, Some(gap)) if !stopped => Value::Unknown(gap.why.clone()),
        _ => Value::Bool(false),
    };
    public(of, "acl", &entry.name, value, because(entry, says), out);
}

fn group(of: &Resource, entry: &Entry, stopped: bool, out: &mut Out) {
    let open = entry.node.as_text().is_some_and(|text| GROUPS.contains(&&*text));
    let value = Value::Bool(open && !stopped);
    public(of, "grant", "grant", value, because(entry, "grants to a group of people"), out);
}

/// Policies that stand beside the bucket.
fn policies(deployment: &Deployment, bucket: &Resource, shield: &Shield<'_>, out: &mut Out) {
    let beside = deployment.of("aws_s3_bucket_policy").filter(|one| belongs(one, bucket, "bucket"));
    let formed = deployment.of("AWS::S3::BucketPolicy").filter(|one| belongs(one, bucket, "Bucket"));
    let own = bucket.at(&["policy"]);
    let entries =
        beside.filter_map(|one| one.at(&["policy"])).chain(formed.filter_map(|one| one.at(&["PolicyDocument"])));
    for entry in entries.chain(own) {
        policy(deployment, bucket, entry, shield.stops_policies(), out);
    }
}

fn policy(deployment: &Deployment, of: &Resource, entry: &Entry, stopped: bool, out: &mut Out) {
    let told = match statements(&entry.node, deployment) {
        Ok(told) => told,
        Err(_) if stopped => Vec::new(),
        Err(why) => {
            public(of, "policy", &entry.name, Value::Unknown(why), because(entry, "the policy is not known"), out);
            return;
        }
    };
    let open = told.iter().filter(|one| !one.limited && !one.all_but && is_about_objects(one));
    match open.filter_map(|one| everybody(&one.who)).next() {
        Some(who) => {
            let mut steps = vec![Step::new(who.spot.place(), "allows everybody")];
            if who.spot != entry.spot {
                steps.push(Step::new(entry.spot.place(), "in the bucket's policy"));
            }
            public(of, "policy", &entry.name, Value::Bool(!stopped), steps, out);
        }
        None => public(of, "policy", &entry.name, Value::Bool(false), because(entry, "allows nobody else"), out),
    }
}

/// What can be done to a bucket and what is in it.
fn is_about_objects(statement: &Statement) -> bool {
    let about = |node: &Node| node.as_text().is_none_or(|text| text.starts_with("s3:") || &*text == "*");
    statement.actions.iter().any(about)
}

/// All four on is what a new bucket has; whoever writes them down and leaves one off opens a way.
fn switches(bucket: &Resource, shield: &Shield<'_>, out: &mut Out) {
    let Some((_, block)) = shield.block else { return };
    let mut because_of = Vec::new();
    let mut open = None;
    for (at, (terraform, formation)) in SWITCHES.iter().enumerate() {
        match switch(block, at) {
            Some(entry) if entry.node.truth() == Some(false) => {
                because_of.extend(because(entry, format!("sets `{}` to false", entry.name)));
            }
            Some(entry) => open = open.or_else(|| entry.node.gap().map(|gap| gap.why.clone())),
            None if shield.account => {}
            None => {
                let name = if bucket.family.contains("::") { formation } else { terraform };
                let spot = &block.each().first().unwrap_or(block).spot;
                because_of.extend(absent(spot, format!("`{name}` is not set, and is off by default")));
            }
        }
    }
    // A value that is written stands before one that is missing.
    because_of.sort_by_key(|step| matches!(step.place, sneck_model::Place::Absent { .. }));
    let value = match (because_of.is_empty(), open) {
        (false, _) => Value::Bool(shield.account),
        (true, Some(why)) => Value::Unknown(why),
        (true, None) => Value::Bool(true),
    };
    if because_of.is_empty() {
        because_of.push(Step::new(block.spot.place(), "keeps the public out"));
    }
    out.set(bucket, Key::CLOUD_BUCKET_BLOCK, "public access block", value, because_of);
}

/// What is about a bucket that is not in sight is judged by itself.
fn strays(deployment: &Deployment, out: &mut Out) {
    let has_bucket = |one: &Resource, name: &str| {
        deployment.of("aws_s3_bucket").chain(deployment.of("AWS::S3::Bucket")).any(|bucket| belongs(one, bucket, name))
    };
    for one in deployment.of("aws_s3_bucket_acl").filter(|one| !has_bucket(one, "bucket")) {
        if let Some(entry) = one.at(&["acl"]) {
            list(one, entry, false, out);
        }
    }
    for (family, name, path) in
        [("aws_s3_bucket_policy", "bucket", "policy"), ("AWS::S3::BucketPolicy", "Bucket", "PolicyDocument")]
    {
        for one in deployment.of(family).filter(|one| !has_bucket(one, name)) {
            if let Some(entry) = one.at(&[path]) {
                policy(deployment, one, entry, false, out);
            }
        }
    }
    let alone = deployment.of("aws_s3_bucket_public_access_block").filter(|one| !has_bucket(one, "bucket"));
    for one in alone.chain(deployment.of("aws_s3_account_public_access_block")) {
        switches(one, &Shield { block: Some((one, &one.body)), account: false, owner: false }, out);
    }
}
