//! `deploy/iam-wildcard`: a role may do everything, or everybody may use a thing.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Key, Rule, Setting, Severity, Strength, Value, Verdicts};

use crate::common::{Fault, origin, stands};

/// The rule.
pub static RULE: Rule = Rule {
    id: "deploy/iam-wildcard",
    title: "A role may do everything, or everybody may use a thing",
    severity: Severity::High,
    checklist: "Rights name what is done, to which things, and by whom",
    why: "Whoever gets hold of the credentials of a role that may do everything owns the account: they read every \
          bucket, delete the back-ups and make themselves a user that stays. And a queue, key or role that is open to \
          everybody is open to every account in the world, not only to those of one's own.",
    remedy: "Name the actions and the things:\n\nactions   = [\"s3:GetObject\"]\nresources = [\"${aws_s3_bucket.files.arn}/*\"]",
    remedies: &[],
    references: &[
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
        "https://cloud.google.com/iam/docs/overview#all-users",
        "https://learn.microsoft.com/azure/role-based-access-control/best-practices",
    ],
    cwe: &[250, 732],
    since: "0.1",
    examples: &[
        Bad(r#"=== main.tf
resource "aws_iam_role_policy" "app" {
  name = "app"
  role = "app"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "*"
      Resource = "*"
    }]
  })
}
"#),
        Bad(r#"=== main.tf
resource "aws_iam_policy" "app" {
  name   = "app"
  policy = <<EOF
{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": ["*"], "Resource": ["*"] }
  ]
}
EOF
}
"#),
        Bad(r#"=== main.tf
data "aws_iam_policy_document" "orders" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = ["*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

resource "aws_sqs_queue_policy" "orders" {
  queue_url = "https://sqs.eu-north-1.amazonaws.com/1/orders"
  policy    = data.aws_iam_policy_document.orders.json
}
"#),
        Bad(r#"=== main.tf
resource "azurerm_role_definition" "app" {
  name  = "app"
  scope = "/subscriptions/0"

  permissions {
    actions     = ["*"]
    not_actions = []
  }
}
"#),
        Bad(r#"=== main.tf
resource "google_project_iam_binding" "all" {
  project = "shop"
  role    = "roles/editor"
  members = ["allAuthenticatedUsers"]
}
"#),
        Bad(r#"=== template.yaml
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  App:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Service: ec2.amazonaws.com}
            Action: sts:AssumeRole
      Policies:
        - PolicyName: all
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: "*"
                Resource: "*"
"#),
        Good(
            r#"=== main.tf
resource "aws_s3_bucket" "files" {
  bucket = "shop-files"
}

data "aws_iam_policy_document" "app" {
  statement {
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["${aws_s3_bucket.files.arn}/*"]
  }

  statement {
    effect    = "Deny"
    actions   = ["*"]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "app" {
  name   = "app"
  policy = data.aws_iam_policy_document.app.json
}
"#,
        ),
        Good(
            r#"=== main.tf
resource "aws_sqs_queue_policy" "orders" {
  queue_url = "https://sqs.eu-north-1.amazonaws.com/1/orders"
  policy    = <<-EOF
    {
      "Statement": [{
        "Effect": "Allow",
        "Principal": "*",
        "Action": "sqs:SendMessage",
        "Resource": "*",
        "Condition": { "ArnEquals": { "aws:SourceArn": "${aws_sns_topic.orders.arn}" } }
      }]
    }
  EOF
}
"#,
        ),
        Good(
            r#"=== main.tf
resource "google_project_iam_member" "app" {
  project = "shop"
  role    = "roles/storage.objectViewer"
  member  = "serviceAccount:app@shop.iam.gserviceaccount.com"
}

resource "azurerm_role_definition" "app" {
  name  = "app"
  scope = "/subscriptions/0"

  permissions {
    actions = ["Microsoft.Storage/storageAccounts/read"]
  }
}
"#,
        ),
        Good(
            r#"=== template.yaml
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement:
          - Effect: Allow
            Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}
            Action: kms:*
            Resource: "*"
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    for setting in facts.settings_of(Key::CLOUD_GRANT) {
        one(setting, out);
    }
}

fn one(setting: &Setting, out: &mut Verdicts) {
    let (subject, standing, places) = (&setting.component, stands(setting), setting.because.clone());
    let maybe = setting.value.alternatives().any(|value| matches!(value, Value::Unknown(_)));
    let Some(grant) = setting.value.alternatives().find(|value| matches!(value, Value::Map(_))) else {
        if let Some(Value::Unknown(why)) = setting.value.alternatives().next() {
            out.unknown(subject, standing, why.clone(), places);
        }
        return;
    };
    match fault(grant, setting) {
        None => out.passes(subject, standing, places),
        Some(fault) => {
            let strength = if maybe { Strength::Suggests } else { Strength::Proves };
            fault.at(out, subject, standing, strength, places);
        }
    }
}

fn part<'v>(grant: &'v Value, name: &str) -> Option<&'v Value> {
    let Value::Map(all) = grant else { return None };
    all.iter().find(|(own, _)| own == name).map(|(_, value)| value)
}

fn holds(grant: &Value, name: &str, words: &[&str]) -> bool {
    part(grant, name).map_or(&[][..], Value::list).iter().filter_map(Value::text).any(|text| words.contains(&text))
}

fn is_on(grant: &Value, name: &str) -> bool {
    part(grant, name) == Some(&Value::Bool(true))
}

fn fault(grant: &Value, setting: &Setting) -> Option<Fault> {
    let to = part(grant, "to").and_then(Value::text).unwrap_or_default();
    let (limited, all_but) = (is_on(grant, "limited"), is_on(grant, "all-but"));
    let everything = holds(grant, "may", &["*", "*:*"]) && holds(grant, "on", &["*"]);
    if to == "identity" && everything && !all_but {
        let severity = if limited { Severity::Medium } else { Severity::High };
        let says = format!(
            "`{}` may do everything to everything (`{}`, {}): who gets its credentials owns the account.",
            setting.component,
            setting.raw,
            origin(setting)
        );
        return Some(Fault::new(says).severity(severity));
    }
    let everybody = holds(grant, "who", &["*", "arn:aws:iam::*:root"]) && !limited && !all_but;
    if to == "identity" || !everybody {
        return None;
    }
    let does = if to == "trust" { "take on the role" } else { "use" };
    let says = format!(
        "Every account in the world may {does} `{}` (`{}`, {}): nothing says who, or from where.",
        setting.component,
        setting.raw,
        origin(setting)
    );
    Some(Fault::new(says).fix("Name the accounts or services that need it, or add a condition that does."))
}
