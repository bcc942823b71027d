//! `deploy/public-bucket`: everybody can read what a bucket holds.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Key, Rule, Setting, Severity, Value, Verdicts};

use crate::common::{Fault, flag, origin};

/// The rule.
pub static RULE: Rule = Rule {
    id: "deploy/public-bucket",
    title: "A bucket is open to everybody",
    severity: Severity::High,
    checklist: "Buckets are closed to the public",
    why: "What a bucket holds is one address away from everybody: back-ups, uploads, exports. Names of buckets are \
          guessed and collected, and one that is found open is copied within hours. The switch that keeps the public \
          out stands above every list and policy, so that a mistake in one of them does no harm while it is on.",
    remedy: "Keep the public out, and hand files out through the app or a CDN:\n\n\
             resource \"aws_s3_bucket_public_access_block\" \"files\" {\n  bucket                  = aws_s3_bucket.files.id\n  \
             block_public_acls       = true\n  block_public_policy     = true\n  ignore_public_acls      = true\n  \
             restrict_public_buckets = true\n}",
    remedies: &[],
    references: &[
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
        "https://cloud.google.com/storage/docs/public-access-prevention",
        "https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-prevent",
    ],
    cwe: &[732, 284],
    since: "0.1",
    examples: &[
        Bad(r#"=== main.tf
resource "aws_s3_bucket" "files" {
  bucket = "shop-files"
}

resource "aws_s3_bucket_acl" "files" {
  bucket = aws_s3_bucket.files.id
  acl    = "public-read"
}
"#),
        Bad(r#"=== main.tf
resource "aws_s3_bucket" "files" {
  bucket = "shop-files"
}

resource "aws_s3_bucket_public_access_block" "files" {
  bucket                  = aws_s3_bucket.files.id
  block_public_acls       = true
  block_public_policy     = false
  ignore_public_acls      = true
  restrict_public_buckets = false
}
"#),
        Bad(r#"=== main.tf
resource "aws_s3_bucket" "files" {
  bucket = "shop-files"
}

data "aws_iam_policy_document" "open" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.files.arn}/*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}

resource "aws_s3_bucket_policy" "files" {
  bucket = aws_s3_bucket.files.id
  policy = data.aws_iam_policy_document.open.json
}
"#),
        Bad(r#"=== main.tf
resource "google_storage_bucket_iam_member" "files" {
  bucket = "shop-files"
  role   = "roles/storage.objectViewer"
  member = "allUsers"
}
"#),
        Bad(r#"=== main.tf
resource "azurerm_storage_container" "files" {
  name                  = "files"
  container_access_type = "blob"
}
"#),
        Bad(r#"=== template.yaml
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Files:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: PublicRead
"#),
        Good(
            r#"=== main.tf
resource "aws_s3_bucket" "files" {
  bucket = "shop-files"
}

resource "aws_s3_bucket_acl" "files" {
  bucket = aws_s3_bucket.files.id
  acl    = "private"
}

resource "aws_s3_bucket_public_access_block" "files" {
  bucket                  = aws_s3_bucket.files.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
"#,
        ),
        Good(
            r#"=== main.tf
resource "aws_s3_bucket" "files" {
  bucket = "shop-files"
}

resource "aws_s3_bucket_policy" "files" {
  bucket = aws_s3_bucket.files.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.files.arn}/*"
      Condition = { StringEquals = { "aws:SourceVpce" = "vpce-0a1b2c3d" } }
    }]
  })
}
"#,
        ),
        Good(
            r#"=== main.tf
resource "google_storage_bucket" "files" {
  name                     = "shop-files"
  location                 = "EU"
  public_access_prevention = "enforced"
}

resource "azurerm_storage_container" "files" {
  name                  = "files"
  container_access_type = "private"
}
"#,
        ),
        Good(
            r#"=== template.yaml
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Files:
    Type: AWS::S3::Bucket
    Properties:
      PublicAccessBlockConfiguration:
        BlockPublicAcls: true
        BlockPublicPolicy: true
        IgnorePublicAcls: true
        RestrictPublicBuckets: true
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    flag(facts, out, Key::CLOUD_BUCKET_PUBLIC, |value| *value == Value::Bool(true), open);
    flag(facts, out, Key::CLOUD_BUCKET_BLOCK, |value| *value == Value::Bool(false), unguarded);
}

fn open(setting: &Setting) -> Fault {
    Fault::new(format!(
        "Everybody can read what `{}` holds, or more: `{}` ({}).",
        setting.component,
        setting.raw,
        origin(setting)
    ))
}

fn unguarded(setting: &Setting) -> Fault {
    Fault::new(format!(
        "The switch that keeps the public out of `{}` is off (`{}`, {}): one list or policy too wide opens it to \
         everybody.",
        setting.component,
        setting.raw,
        origin(setting)
    ))
    .fix("Switch all parts of it on.")
}
