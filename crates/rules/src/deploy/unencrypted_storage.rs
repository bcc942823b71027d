//! `deploy/unencrypted-storage`: a disk, database, bucket or queue is not encrypted at rest.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Edit, Facts, Finding, Key, Rule, Setting, Severity, Value, Verdicts};

use crate::common::{Fault, flag, origin};
use crate::mending::{self, rewrite, risky};

/// The rule.
pub static RULE: Rule = Rule {
    id: "deploy/unencrypted-storage",
    title: "Data is stored without encryption",
    severity: Severity::Medium,
    checklist: "Disks, databases, buckets and queues are encrypted at rest",
    why: "Who gets hold of a copy of the disk, a snapshot or a backup reads everything on it. Encryption at rest costs \
          nothing to speak of, but most services of Amazon do it only when they are asked, and most can be asked only \
          when the thing is made: later it has to be copied.",
    remedy: "Switch it on:\n\nstorage_encrypted = true",
    remedies: &[],
    references: &[
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
        "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/db_instance",
    ],
    cwe: &[311],
    since: "0.1",
    examples: &[
        Bad(r#"=== main.tf
resource "aws_db_instance" "shop" {
  engine            = "postgres"
  instance_class    = "db.t4g.small"
  allocated_storage = 20
}
"#),
        Bad(r#"=== variables.tf
variable "encrypted" {
  type    = bool
  default = true
}
=== terraform.tfvars
encrypted = false
=== main.tf
resource "aws_ebs_volume" "data" {
  availability_zone = "eu-north-1a"
  size              = 40
  encrypted         = var.encrypted
}
"#),
        Bad(r#"=== template.yaml
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Files:
    Type: AWS::EFS::FileSystem
    Properties:
      Encrypted: false
"#),
        Bad(r#"=== main.tf
resource "azurerm_mssql_database" "shop" {
  name                                = "shop"
  server_id                           = azurerm_mssql_server.shop.id
  transparent_data_encryption_enabled = false
}
"#),
        Good(
            r#"=== main.tf
resource "aws_db_instance" "shop" {
  engine            = "postgres"
  instance_class    = "db.t4g.small"
  allocated_storage = 20
  storage_encrypted = true
}
"#,
        ),
        Good(
            r#"=== main.tf
resource "aws_ebs_encryption_by_default" "all" {
  enabled = true
}

resource "aws_ebs_volume" "data" {
  availability_zone = "eu-north-1a"
  size              = 40
}

resource "aws_s3_bucket" "files" {
  bucket = "shop-files"
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}
"#,
        ),
        Good(
            r#"=== main.tf
resource "google_compute_disk" "data" {
  name = "data"
  size = 40
}

resource "azurerm_managed_disk" "data" {
  name         = "data"
  disk_size_gb = 40
}
"#,
        ),
        Good(
            r#"=== template.yaml
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Shop:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      StorageEncrypted: true
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

fn check(facts: &Facts, out: &mut Verdicts) {
    flag(facts, out, Key::CLOUD_ENCRYPTED, |value| *value == Value::Bool(false), fault);
}

fn fault(setting: &Setting) -> Fault {
    let says = format!(
        "What `{}` stores is not encrypted (`{}`, {}): whoever gets a copy of the disk or of a backup reads it.",
        setting.component,
        setting.raw,
        origin(setting)
    );
    let fix = match &*setting.raw {
        "kms_master_key_id" | "KmsMasterKeyId" => format!("Name a key: `{} = \"alias/aws/sns\"`.", setting.raw),
        "encryption_type" | "StreamEncryption.EncryptionType" => "Set it to `KMS`.".to_owned(),
        raw => format!("Set `{raw}` to true. What exists already has to be copied into an encrypted one."),
    };
    Fault::new(says).fix(fix)
}

/// Switches of the resources that have one.
const SAFE: &[(&str, &str)] = &[
    ("storage_encrypted", "true"),
    ("encrypted", "true"),
    ("StorageEncrypted", "true"),
    ("Encrypted", "true"),
    ("transparent_data_encryption_enabled", "true"),
];

/// What exists already is made anew by Terraform, and with that empty.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    let mut edits = rewrite(facts, finding, SAFE);
    for name in ["storage_encrypted", "encrypted"] {
        let of_it = |s: &Setting| s.component == finding.subject && s.raw == name;
        if facts.settings_of(Key::CLOUD_ENCRYPTED).any(of_it) {
            edits.extend(mending::added(facts, finding, |_| true, name, "true"));
        }
    }
    risky(edits)
}
