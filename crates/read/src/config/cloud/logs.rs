//! Logs that stand beside what they are about: of connections in a network, of accesses to a bucket.

use sneck_model::{Key, Step, Value};

use super::node::Node;
use super::out::{Out, absent, because};
use super::resource::{Deployment, Resource};

pub(super) fn translate(deployment: &Deployment, out: &mut Out) {
    for (network, log, name) in
        [("aws_vpc", "aws_flow_log", "vpc_id"), ("AWS::EC2::VPC", "AWS::EC2::FlowLog", "ResourceId")]
    {
        for one in deployment.of(network) {
            flow(deployment, one, log, name, out);
        }
    }
    for one in deployment.of("google_compute_subnetwork") {
        subnetwork(one, out);
    }
    for bucket in deployment.of("aws_s3_bucket").chain(deployment.of("AWS::S3::Bucket")) {
        accesses(deployment, bucket, out);
    }
}

/// A log of parts of the network counts for it: which part belongs to which network is not followed.
fn flow(deployment: &Deployment, network: &Resource, log: &str, name: &str, out: &mut Out) {
    let about = |one: &&Resource| match one.at(&[name]) {
        Some(entry) => network.is_named_by(&entry.node, &[]) || entry.node.resource().is_none(),
        None => true,
    };
    match deployment.of(log).find(about) {
        Some(one) => {
            let step = Step::new(one.spot.place(), "writes its connections down");
            out.set(network, Key::CLOUD_AUDIT_LOG, log, Value::Bool(true), vec![step]);
        }
        None => {
            let says = format!("no `{log}` writes its connections down");
            out.set(network, Key::CLOUD_AUDIT_LOG, log, Value::Bool(false), absent(&network.spot, says));
        }
    }
}

/// Only networks for machines have a log.
fn subnetwork(one: &Resource, out: &mut Out) {
    let purpose = one.at(&["purpose"]).and_then(|entry| entry.node.as_text());
    if purpose.is_some_and(|purpose| &*purpose != "PRIVATE") {
        return;
    }
    match one.at(&["log_config"]) {
        Some(entry) => {
            out.set(one, Key::CLOUD_AUDIT_LOG, "log_config", Value::Bool(true), because(entry, "has a log"));
        }
        None => {
            let steps = absent(&one.spot, "`log_config` is not set");
            out.set(one, Key::CLOUD_AUDIT_LOG, "log_config", Value::Bool(false), steps);
        }
    }
}

fn accesses(deployment: &Deployment, bucket: &Resource, out: &mut Out) {
    let names = &["bucket", "BucketName"];
    let named = |node: &Node| bucket.is_named_by(node, names);
    let beside = deployment.of("aws_s3_bucket_logging");
    let is_target = deployment.resources.iter().any(|one| {
        let paths: &[&[&str]] = &[
            &["target_bucket"],
            &["logging", "target_bucket"],
            &["LoggingConfiguration", "DestinationBucketName"],
            &["s3_bucket_name"],
            &["S3BucketName"],
            &["access_logs", "bucket"],
            &["logging_config", "bucket"],
        ];
        paths.iter().filter_map(|path| one.at(path)).any(|entry| named(&entry.node))
    });
    // A log of the accesses to a log is not asked for.
    let is_log = is_target || bucket.address.to_lowercase().contains("log");
    let own = bucket.at(&["logging"]).or_else(|| bucket.at(&["LoggingConfiguration"]));
    let other = beside.filter_map(|one| one.at(&["bucket"])).find(|entry| named(&entry.node));
    let raw = if bucket.family.contains("::") { "LoggingConfiguration" } else { "aws_s3_bucket_logging" };
    match own.or(other) {
        Some(entry) => out.set(bucket, Key::CLOUD_AUDIT_LOG, raw, Value::Bool(true), because(entry, "has a log")),
        None if is_log => {}
        None => {
            let steps = absent(&bucket.spot, "accesses to it are not written down");
            out.set(bucket, Key::CLOUD_AUDIT_LOG, raw, Value::Bool(false), steps);
        }
    }
}
