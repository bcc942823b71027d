//! Databases with a public address, tokens for the metadata of a machine, and logs of who did what.

use sneck_model::Key;

use super::super::resource::{Deployment, Resource};
use super::Absent::{Off, On, Silent};
use super::By::{Holds, Is, IsNone, Truth};
use super::Row;

const PUBLIC: Key = Key::CLOUD_DATABASE_PUBLIC;
const TOKEN: Key = Key::CLOUD_METADATA_TOKEN;
const LOG: Key = Key::CLOUD_AUDIT_LOG;

pub(super) const TABLE: &[Row] = &[
    ("aws_db_instance", PUBLIC, &["publicly_accessible"], Truth, Off),
    ("aws_rds_cluster_instance", PUBLIC, &["publicly_accessible"], Truth, Off),
    ("aws_redshift_cluster", PUBLIC, &["publicly_accessible"], Truth, Silent),
    ("aws_redshiftserverless_workgroup", PUBLIC, &["publicly_accessible"], Truth, Off),
    ("aws_dms_replication_instance", PUBLIC, &["publicly_accessible"], Truth, Silent),
    ("aws_neptune_cluster_instance", PUBLIC, &["publicly_accessible"], Truth, Off),
    ("aws_db_snapshot", PUBLIC, &["shared_accounts"], Holds(&["all"]), Off),
    ("aws_db_cluster_snapshot", PUBLIC, &["shared_accounts"], Holds(&["all"]), Off),
    ("AWS::RDS::DBInstance", PUBLIC, &["PubliclyAccessible"], Truth, Silent),
    ("AWS::Redshift::Cluster", PUBLIC, &["PubliclyAccessible"], Truth, Silent),
    ("AWS::DMS::ReplicationInstance", PUBLIC, &["PubliclyAccessible"], Truth, Silent),
    ("aws_instance", TOKEN, &["metadata_options", "http_tokens"], Is(&["required"]), Off),
    ("aws_launch_template", TOKEN, &["metadata_options", "http_tokens"], Is(&["required"]), Off),
    ("aws_launch_configuration", TOKEN, &["metadata_options", "http_tokens"], Is(&["required"]), Off),
    ("AWS::EC2::Instance", TOKEN, &["MetadataOptions", "HttpTokens"], Is(&["required"]), Off),
    (
        "AWS::EC2::LaunchTemplate",
        TOKEN,
        &["LaunchTemplateData", "MetadataOptions", "HttpTokens"],
        Is(&["required"]),
        Off,
    ),
    ("AWS::AutoScaling::LaunchConfiguration", TOKEN, &["MetadataOptions", "HttpTokens"], Is(&["required"]), Off),
    ("google_compute_instance", TOKEN, &["metadata", "disable-legacy-endpoints"], Truth, Silent),
    ("google_container_cluster", TOKEN, &["node_config", "metadata", "disable-legacy-endpoints"], Truth, Silent),
    ("google_container_node_pool", TOKEN, &["node_config", "metadata", "disable-legacy-endpoints"], Truth, Silent),
    ("aws_cloudtrail", LOG, &["enable_logging"], Truth, On),
    ("AWS::CloudTrail::Trail", LOG, &["IsLogging"], Truth, On),
    ("aws_eks_cluster", LOG, &["enabled_cluster_log_types"], Holds(&["audit"]), Off),
    ("aws_lb", LOG, &["access_logs", "enabled"], Truth, Silent),
    ("aws_elb", LOG, &["access_logs", "enabled"], Truth, Silent),
    ("aws_redshift_cluster", LOG, &["logging", "enable"], Truth, Silent),
    ("azurerm_network_watcher_flow_log", LOG, &["enabled"], Truth, On),
    ("azurerm_mssql_server_extended_auditing_policy", LOG, &["enabled"], Truth, On),
    ("google_container_cluster", LOG, &["logging_service"], IsNone(&["none"]), On),
];

/// A machine whose image, template or account asks for tokens by itself; a disk that is encrypted by the account.
pub(super) fn is_decided_elsewhere(one: &Resource, key: Key, deployment: &Deployment) -> bool {
    if key == Key::CLOUD_ENCRYPTED {
        return is_encrypted_elsewhere(one, deployment);
    }
    if key != TOKEN {
        return false;
    }
    let off = |path: &[&str]| {
        one.at(path).and_then(|e| e.node.as_text()).is_some_and(|text| text.eq_ignore_ascii_case("disabled"))
    };
    off(&["metadata_options", "http_endpoint"])
        || off(&["MetadataOptions", "HttpEndpoint"])
        || one.at(&["launch_template"]).is_some()
        || one.at(&["LaunchTemplate"]).is_some()
        || has_modern_image(one, deployment)
        || deployment.of("aws_ec2_instance_metadata_defaults").next().is_some()
}

/// Amazon Linux 2023 asks for tokens by itself.
fn has_modern_image(one: &Resource, deployment: &Deployment) -> bool {
    let paths: [&[&str]; 4] = [&["ami"], &["image_id"], &["ImageId"], &["LaunchTemplateData", "ImageId"]];
    let image = paths.iter().find_map(|path| one.at(path));
    let source = image.and_then(|entry| entry.node.resource()).and_then(|address| deployment.find(address));
    let words = source.map(|source| text_below(&source.body)).unwrap_or_default();
    let own = image.map(|entry| text_below(&entry.node)).unwrap_or_default();
    let looked_up = image.and_then(|entry| entry.node.gap()).map(|gap| gap.why.clone()).unwrap_or_default();
    ["al2023", "amzn2023", "amazon-linux-2023"]
        .iter()
        .any(|mark| [&words, &own, &looked_up].iter().any(|text| text.contains(mark)))
}

fn text_below(node: &super::Node) -> String {
    match node.as_text() {
        Some(text) => format!("{} ", text.to_lowercase()),
        None => {
            let members = node.each().iter().filter(|one| !std::ptr::eq(*one, node)).map(text_below);
            members.chain(node.entries().iter().map(|entry| text_below(&entry.node))).collect()
        }
    }
}

fn is_encrypted_elsewhere(one: &Resource, deployment: &Deployment) -> bool {
    let disk = matches!(&*one.family, "aws_ebs_volume" | "aws_instance" | "aws_launch_template");
    let by_account = deployment
        .of("aws_ebs_encryption_by_default")
        .any(|all| all.at(&["enabled"]).is_none_or(|entry| entry.node.truth() == Some(true)));
    let key =
        ["kms_key_id", "KmsKeyId", "kms_master_key_id", "KmsMasterKeyId"].iter().any(|name| one.at(&[name]).is_some());
    // A copy is encrypted as what it was made from.
    let copied = ["snapshot_id", "snapshot_identifier", "replicate_source_db", "source_db_instance_identifier"];
    let taken = [
        "SnapshotId",
        "DBSnapshotIdentifier",
        "SnapshotIdentifier",
        "SourceDBInstanceIdentifier",
        "DBClusterIdentifier",
    ];
    let from = copied.iter().chain(&taken).any(|name| one.at(&[name]).is_some());
    let serverless =
        |name: &str| one.at(&[name]).and_then(|e| e.node.as_text()).is_some_and(|mode| &*mode == "serverless");
    let valkey = |name: &str| one.at(&[name]).and_then(|e| e.node.as_text()).is_some_and(|engine| &*engine == "valkey");
    let joined = ["aws_db_instance", "AWS::RDS::DBInstance"].contains(&&*one.family)
        && (one.at(&["engine"]).or(one.at(&["Engine"])))
            .and_then(|e| e.node.as_text())
            .is_some_and(|engine| engine.starts_with("aurora"));
    (disk && by_account)
        || (key && !matches!(&*one.family, "aws_sns_topic" | "AWS::SNS::Topic"))
        || from
        || joined
        || ["engine_mode", "EngineMode"].iter().any(|name| serverless(name))
        || ["engine", "Engine"].iter().any(|name| valkey(name))
}
