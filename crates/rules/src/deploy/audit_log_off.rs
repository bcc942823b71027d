//! `deploy/audit-log-off`: nobody writes down who did what.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Key, Rule, Setting, Severity, Value, Verdicts};

use crate::common::{Fault, flag, origin};

/// The rule.
pub static RULE: Rule = Rule {
    id: "deploy/audit-log-off",
    title: "It is not written down who did what",
    severity: Severity::Low,
    checklist: "Calls, connections and accesses are logged",
    why: "After a break-in the first questions are who came in, when, and what they took. Without a log of calls, of \
          connections and of accesses there is no answer, and often nobody notices the break-in at all.",
    remedy: "Switch the log on:\n\nenable_logging = true",
    remedies: &[],
    references: &[
        "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html",
        "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html",
    ],
    cwe: &[778],
    since: "0.1",
    examples: &[
        Bad(r#"=== main.tf
resource "aws_cloudtrail" "main" {
  name           = "main"
  s3_bucket_name = "logs"
  enable_logging = false
}
"#),
        Bad(r#"=== main.tf
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
"#),
        Bad(r#"=== main.tf
resource "azurerm_network_watcher_flow_log" "main" {
  name    = "main"
  enabled = false
}
"#),
        Bad(r#"=== main.tf
resource "google_container_cluster" "shop" {
  name            = "shop"
  logging_service = "none"
}
"#),
        Bad(r#"=== template.yaml
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties:
      IsLogging: false
      S3BucketName: logs
"#),
        Good(
            r#"=== main.tf
resource "aws_cloudtrail" "main" {
  name           = "main"
  s3_bucket_name = "logs"
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_flow_log" "main" {
  vpc_id       = aws_vpc.main.id
  traffic_type = "ALL"
}
"#,
        ),
        Good(
            r#"=== main.tf
resource "aws_s3_bucket" "files" {
  bucket = "shop-files"
}

resource "aws_s3_bucket" "logs" {
  bucket = "shop-logs"
}

resource "aws_s3_bucket_logging" "files" {
  bucket        = aws_s3_bucket.files.id
  target_bucket = aws_s3_bucket.logs.id
  target_prefix = "files/"
}
"#,
        ),
        Good(
            r#"=== template.yaml
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties:
      IsLogging: true
      S3BucketName: logs
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    flag(facts, out, Key::CLOUD_AUDIT_LOG, |value| *value == Value::Bool(false), fault);
}

fn fault(setting: &Setting) -> Fault {
    let says = format!(
        "For `{}` it is not written down who did what (`{}`, {}): after a break-in there is nothing to look at.",
        setting.component,
        setting.raw,
        origin(setting)
    );
    let fix = match &*setting.raw {
        "aws_flow_log" | "AWS::EC2::FlowLog" => format!("Add an `{}` for it.", setting.raw),
        "enabled_cluster_log_types" => "Add \"audit\" to it.".into(),
        "logging_service" => "Leave it out, or name a service.".into(),
        raw => format!("Switch `{raw}` on."),
    };
    Fault::new(says).fix(fix)
}
