//! Who may do what: policies of Amazon, roles of Azure and Google.

use std::collections::BTreeSet;

use sneck_model::{Key, Step, Value};

use super::documents::{Statement, is_known, statements};
use super::node::{Entry, Node, Spot};
use super::out::{Out, because, value};
use super::resource::{Deployment, Resource};

/// What a policy is attached to.
#[derive(Clone, Copy)]
enum To {
    /// A user, group or role: what it may do.
    Identity,
    /// A thing: who may use it.
    Thing,
    /// A role: who may take it on.
    Trust,
}

/// Family, path of the policy, and what it is attached to.
const POLICIES: &[(&str, &[&str], To)] = &[
    ("aws_iam_policy", &["policy"], To::Identity),
    ("aws_iam_role_policy", &["policy"], To::Identity),
    ("aws_iam_user_policy", &["policy"], To::Identity),
    ("aws_iam_group_policy", &["policy"], To::Identity),
    ("aws_iam_role", &["inline_policy", "policy"], To::Identity),
    ("aws_iam_role", &["assume_role_policy"], To::Trust),
    ("aws_sqs_queue", &["policy"], To::Thing),
    ("aws_sqs_queue_policy", &["policy"], To::Thing),
    ("aws_sns_topic", &["policy"], To::Thing),
    ("aws_sns_topic_policy", &["policy"], To::Thing),
    ("aws_kms_key", &["policy"], To::Thing),
    ("aws_kms_key_policy", &["policy"], To::Thing),
    ("aws_ecr_repository_policy", &["policy"], To::Thing),
    ("aws_secretsmanager_secret_policy", &["policy"], To::Thing),
    ("aws_opensearch_domain", &["access_policies"], To::Thing),
    ("aws_opensearch_domain_policy", &["access_policies"], To::Thing),
    ("aws_elasticsearch_domain", &["access_policies"], To::Thing),
    ("aws_elasticsearch_domain_policy", &["access_policies"], To::Thing),
    ("aws_efs_file_system_policy", &["policy"], To::Thing),
    ("aws_backup_vault_policy", &["policy"], To::Thing),
    ("AWS::IAM::Policy", &["PolicyDocument"], To::Identity),
    ("AWS::IAM::ManagedPolicy", &["PolicyDocument"], To::Identity),
    ("AWS::IAM::Role", &["AssumeRolePolicyDocument"], To::Trust),
    ("AWS::SQS::QueuePolicy", &["PolicyDocument"], To::Thing),
    ("AWS::SNS::TopicPolicy", &["PolicyDocument"], To::Thing),
    ("AWS::KMS::Key", &["KeyPolicy"], To::Thing),
    ("AWS::SecretsManager::ResourcePolicy", &["ResourcePolicy"], To::Thing),
    ("AWS::ECR::Repository", &["RepositoryPolicyText"], To::Thing),
    ("AWS::OpenSearchService::Domain", &["AccessPolicies"], To::Thing),
    ("AWS::Elasticsearch::Domain", &["AccessPolicies"], To::Thing),
];

/// Roles of Google that stand for everybody.
const PUBLIC: &[&str] = &["allUsers", "allAuthenticatedUsers"];

pub(super) fn translate(deployment: &Deployment, out: &mut Out) {
    let mut told = BTreeSet::new();
    for (family, path, to) in POLICIES {
        for one in deployment.of(family) {
            if let Some(entry) = one.at(path) {
                policy(deployment, one, entry, *to, &mut told, out);
            }
        }
    }
    for family in ["AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"] {
        for one in deployment.of(family) {
            for entry in one.body.blocks("Policies").iter().filter_map(|inline| inline.entry("PolicyDocument")) {
                policy(deployment, one, entry, To::Identity, &mut told, out);
            }
        }
    }
    functions(deployment, out);
    azure(deployment, out);
    google(deployment, out);
}

/// A document that several things share is told once, under its own name.
fn policy(deployment: &Deployment, one: &Resource, entry: &Entry, to: To, told: &mut BTreeSet<String>, out: &mut Out) {
    let document = entry.node.resource().and_then(|address| deployment.find(address));
    let one = document.filter(|other| &*other.family == "aws_iam_policy_document").unwrap_or(one);
    if !told.insert(format!("{}/{}/{}", one.subject, entry.name, entry.spot.line)) {
        return;
    }
    match statements(&entry.node, deployment) {
        Ok(all) => {
            for (at, statement) in all.iter().enumerate() {
                grant(one, statement, to, entry, &format!("{} {at}", entry.name), out);
            }
        }
        Err(why) => {
            let because = because(entry, "the policy is not known");
            out.within(one, vec![entry.name.to_string()], Key::CLOUD_GRANT, &entry.name, Value::Unknown(why), because);
        }
    }
}

fn grant(one: &Resource, statement: &Statement, to: To, entry: &Entry, scope: &str, out: &mut Out) {
    let word = match to {
        To::Identity => "identity",
        To::Thing => "thing",
        To::Trust => "trust",
    };
    let spot = telling(statement, to).unwrap_or_else(|| entry.spot.clone());
    let because = vec![Step::new(spot.place(), format!("a statement of `{}`", entry.name))];
    let map = [
        ("to", Value::Text(word.into())),
        ("who", list(&statement.who)),
        ("may", list(&statement.actions)),
        ("on", list(&statement.resources)),
        ("limited", Value::Bool(statement.limited)),
        ("all-but", Value::Bool(statement.all_but)),
    ];
    let map = map.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    out.within(one, vec![scope.to_owned()], Key::CLOUD_GRANT, &entry.name, Value::Map(map), because);
}

/// The line that says the most: everybody, or everything.
fn telling(statement: &Statement, to: To) -> Option<Spot> {
    let star = |all: &[Node]| {
        let open = all.iter().find(|one| one.as_text().is_some_and(|text| &*text == "*" || &*text == "*:*"));
        open.or(all.first()).map(|one| one.spot.clone())
    };
    match to {
        To::Identity => star(&statement.actions),
        _ => star(&statement.who).or_else(|| star(&statement.actions)),
    }
}

fn list(all: &[Node]) -> Value {
    let one = |node: &Node| if is_known(node) { value(node) } else { Value::Unknown("part of it is not known".into()) };
    Value::List(all.iter().map(one).collect())
}

fn whole(to: &str, who: Value, may: Value, on: Value, limited: bool) -> Value {
    let map = [
        ("to", Value::Text(to.into())),
        ("who", who),
        ("may", may),
        ("on", on),
        ("limited", Value::Bool(limited)),
        ("all-but", Value::Bool(false)),
    ];
    Value::Map(map.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn star() -> Value {
    Value::List(vec![Value::Text("*".into())])
}

/// Who may call a function.
fn functions(deployment: &Deployment, out: &mut Out) {
    let rows = [
        (
            "aws_lambda_permission",
            "principal",
            ["source_arn", "source_account", "principal_org_id", "function_url_auth_type"],
        ),
        (
            "AWS::Lambda::Permission",
            "Principal",
            ["SourceArn", "SourceAccount", "PrincipalOrgID", "FunctionUrlAuthType"],
        ),
    ];
    for (family, who, limits) in rows {
        for one in deployment.of(family) {
            let Some(entry) = one.at(&[who]) else { continue };
            let limited = limits.iter().any(|name| one.at(&[name]).is_some());
            let call = Value::List(vec![Value::Text("lambda:InvokeFunction".into())]);
            let value = whole("thing", list(std::slice::from_ref(&entry.node)), call, Value::List(Vec::new()), limited);
            out.set(one, Key::CLOUD_GRANT, who, value, because(entry, format!("sets `{who}`")));
        }
    }
}

/// A role of one's own that may do everything on everything below a subscription.
fn azure(deployment: &Deployment, out: &mut Out) {
    for one in deployment.of("azurerm_role_definition") {
        for (at, block) in one.body.blocks("permissions").iter().enumerate() {
            let Some(entry) = block.entry("actions") else { continue };
            let but = block.entry("not_actions").is_some_and(|entry| !entry.node.each().is_empty());
            if but {
                continue;
            }
            let value = whole("identity", Value::List(Vec::new()), list(entry.node.each()), star(), false);
            let raw = "permissions.actions";
            let scope = vec![format!("permissions {at}")];
            out.within(one, scope, Key::CLOUD_GRANT, raw, value, because(entry, "says what the role may do"));
        }
    }
}

/// Members of roles: everybody, on anything but buckets, which have a rule of their own.
fn google(deployment: &Deployment, out: &mut Out) {
    let families: BTreeSet<&str> =
        deployment.resources.iter().map(|one| &*one.family).filter(|f| is_binding(f)).collect();
    for one in families.into_iter().flat_map(|family| deployment.of(family)) {
        for entry in ["member", "members"].iter().filter_map(|name| one.at(&[name])) {
            let everybody = |node: &Node| node.as_text().is_some_and(|text| PUBLIC.contains(&&*text));
            let who: Vec<Node> = entry
                .node
                .each()
                .iter()
                .map(|node| if everybody(node) { Node::text("*", &node.spot) } else { node.clone() })
                .collect();
            let role = one.at(&["role"]).map_or(Value::None, |role| value(&role.node));
            let value = whole("thing", list(&who), Value::List(vec![role]), Value::List(Vec::new()), false);
            out.set(one, Key::CLOUD_GRANT, &entry.name, value, because(entry, format!("sets `{}`", entry.name)));
        }
    }
}

/// A service that answers requests is meant for visitors.
fn is_binding(family: &str) -> bool {
    let bound = family.ends_with("_iam_member") || family.ends_with("_iam_binding");
    let meant = ["bucket", "cloud_run", "cloudfunctions", "iap_web"].iter().any(|word| family.contains(word));
    family.starts_with("google_") && bound && !meant
}
