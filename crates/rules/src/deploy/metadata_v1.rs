//! `deploy/metadata-v1`: a machine gives its credentials to whoever can make it fetch an address.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Edit, Facts, Finding, Key, Rule, Setting, Severity, Value, Verdicts};

use crate::common::{Fault, flag, origin};
use crate::mending::{rewrite, risky};

/// The rule.
pub static RULE: Rule = Rule {
    id: "deploy/metadata-v1",
    title: "The metadata of a machine is given out without a token",
    severity: Severity::Medium,
    checklist: "Metadata of machines is given out for a token only (IMDSv2)",
    why: "At 169.254.169.254 every machine in the cloud can read the credentials of its role. In the first version of \
          that service a plain GET is enough, so that an app which can be made to fetch an address of the visitor's \
          choice hands the credentials out. The second version asks for a token first, which such a request cannot get.",
    remedy: "Ask for the token:\n\nmetadata_options {\n  http_tokens = \"required\"\n}",
    remedies: &[],
    references: &[
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html",
        "https://cloud.google.com/kubernetes-engine/docs/how-to/protecting-cluster-metadata",
        "https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html",
    ],
    cwe: &[918],
    since: "0.1",
    examples: &[
        Bad(r#"=== main.tf
resource "aws_instance" "web" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.small"
}
"#),
        Bad(r#"=== main.tf
resource "aws_launch_template" "web" {
  image_id = "ami-0123456789abcdef0"

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "optional"
  }
}
"#),
        Bad(r#"=== main.tf
resource "google_container_node_pool" "main" {
  cluster = "shop"

  node_config {
    metadata = {
      disable-legacy-endpoints = "false"
    }
  }
}
"#),
        Bad(r#"=== template.yaml
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Web:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        MetadataOptions:
          HttpTokens: optional
"#),
        Good(
            r#"=== main.tf
locals {
  tokens = "required"
}

resource "aws_instance" "web" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.small"

  metadata_options {
    http_tokens = local.tokens
  }
}
"#,
        ),
        Good(
            r#"=== main.tf
data "aws_ami" "linux" {
  owners      = ["amazon"]
  most_recent = true

  filter {
    name   = "name"
    values = ["al2023-ami-2023*"]
  }
}

resource "aws_instance" "web" {
  ami           = data.aws_ami.linux.id
  instance_type = "t3.small"
}
"#,
        ),
        Good(
            r#"=== template.yaml
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Web:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0123456789abcdef0
      MetadataOptions:
        HttpTokens: required
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

fn check(facts: &Facts, out: &mut Verdicts) {
    flag(facts, out, Key::CLOUD_METADATA_TOKEN, |value| *value == Value::Bool(false), fault);
}

fn fault(setting: &Setting) -> Fault {
    let google = setting.raw.ends_with("disable-legacy-endpoints");
    let says = format!(
        "`{}` gives its metadata, and the credentials in it, out without a token (`{}`, {}): an app on it that can be \
         made to fetch an address hands them over.",
        setting.component,
        setting.raw,
        origin(setting)
    );
    Fault::new(says).fix(if google { "Set it to true." } else { "Set it to \"required\"." })
}

/// What is written in their place.
const SAFE: &[(&str, &str)] =
    &[("http_tokens", "\"required\""), ("HttpTokens", "required"), ("disable-legacy-endpoints", "\"true\"")];

/// Old programs that ask without a token get no answer afterwards.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    risky(rewrite(facts, finding, SAFE))
}
